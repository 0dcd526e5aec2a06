"""What stands between the network and the page: routes, files, headers, the first HTML."""

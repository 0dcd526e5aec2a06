"""Streamlit's messages: what the stage tells and what the page's widgets tell, in one moment."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opener, mapped
from tests.browser.stage_page import settled

TOGETHER = """() => {
  const { talk } = globalThis.momentumPage.player;
  talk.choose({alpha: 0.8});
  talk.commit();
  document.querySelector('.st-key-teacher button').click();
}"""


def test_one_message_for_both_loses_neither(chromium: Browser, server: str):
    """The stage has spoken, and before Streamlit has sent that a widget outside of it does: only the
    stage would be run again. It sees that the rest of the page has to be, too."""
    opener = Opener(chromium, server)
    page = opener("?at=3")
    mapped(page)
    page.evaluate(TOGETHER)
    settled(page, alpha=0.8)
    expect(page.get_by_role("img", name="The link as a QR code")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("alpha=0.8")
    assert all("fragmentIds" in text for text in opener.said)
    opener.close()


def test_what_is_asked_for_the_maps_waits_until_no_dialog_covers_them(modules: Page):
    """A file that was uploaded in a dialog speaks without an event, so nothing may be in its way."""
    told = modules.evaluate(
        """async () => {
          const { Outgoing } = await import('/host/outgoing.js');
          let covered = true;
          const told = [];
          const outgoing = new Outgoing(() => true, () => true, () => covered);
          await new Promise((done) => {
            outgoing.ways.change = () => { told.push('change'); told.push('uncovered'); covered = false; };
            outgoing.ways.want = () => { told.push('want'); done(); };
            outgoing.put('want', {});
            outgoing.put('change', {});
          });
          return told;
        }"""
    )
    assert told == ["change", "uncovered", "want"]

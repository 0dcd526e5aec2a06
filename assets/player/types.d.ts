// What the player's parts hand to each other. What comes from the core is told of in
// momentum_core/stage (scenery, answer, map_parts) and momentum_core/words.

/** One weight or two. */
export type Weights = number[];
/** Numbers that are read and not changed, in an array of whatever kind. */
export type Numbers = ArrayLike<number>;
export type Pair = [number, number];
/** A method's name; its row is in the scene. */
export type Method = string;
/** Who runs along, and who a choice of settings is. */
export type Racer = string;
export type Shape = "circle" | "diamond" | "square" | "cross" | "triangle";
/** What η means to a method: a factor of the slope, or about the length of a step. */
export type EtaIs = "factor" | "length";
export type TermName = "next" | "w" | "eta" | "gradient" | "alpha" | "update" | "something" | "mean" | "spread";

/** How fast the clock goes: momentum_core/settings/pace.py. */
export interface Pace {
  /** Steps a second at speed 1. */
  rate: number;
  /** Seconds of each of the first steps of a formula. */
  told: number[];
  /** From this step on it goes faster, in proportion to the step, at most so many times. */
  familiar: number;
  most: number;
}

/** What of a step is told at a time: a term, the sum, the jump; or all of it, while the ball stands. */
export type Beat = TermName | "momentum" | "sum" | "jump" | "all";

/** A moment of a step: its beat, all beats in their order, how much of the jump is done, and how slow it is, 0 to 1; 1 where a step is told term by term. */
export interface Moment {
  beat: Beat;
  beats: Beat[];
  done: number;
  slow: number;
}

/** What there is to know of a method: momentum_core/methods/table.py. */
export interface MethodRow {
  hasAlpha: boolean;
  etaIs: EtaIs;
  looksAhead: boolean;
  /** Whether the theory of a ball in a bowl speaks of it. */
  covered: boolean;
  /** Whether the lessons build its formula up. */
  taught: boolean;
  constants: number[];
  /** What η multiplies: [name of the term or "" for a sign, its letters]. */
  formula: [TermName | "", string][];
  colour: string;
}

/** Who somebody that runs along is: by which method, with which α if not the ball's, by which step if not the method's own. */
export interface RacerRow {
  method: Method;
  alpha: number | null;
  step: string;
  shape: Shape;
}

export type Kind = "minimum" | "saddle" | "maximum" | "flat" | "floor";
export type Outcome = "rested" | "balanced" | "rolling" | "escaped" | "undefined" | "hovering" | "quiet" | "waiting";
/** What is under a still ball. */
export type Ground = "valley" | Exclude<Kind, "minimum" | "floor">;
/** What a stationary point is among all of them, as sentences name it. */
export type Place = "lowest" | "tied" | "only" | "level" | Kind | "valley" | "unlisted";

export interface StationaryPoint {
  w: Weights;
  value: number;
  kind: Kind;
  place: Exclude<Place, "unlisted" | "valley">;
  /** Of a valley floor: strokes of it, [x, y, direction's x, direction's y]. */
  along: number[][];
}

/** A straight-line program: [operation, register to write, registers to read]. */
export interface ProgramData {
  inputs: number;
  constants: number[];
  code: [string, number, number, number][];
  outputs: number[];
  registers: number;
}

export interface Program {
  code: Int32Array;
  registers: Float64Array;
  outputs: number[];
}

/** The numbers that end a run: see runs/ending.py. */
export interface Ends {
  centre: Weights;
  reach: number;
  slope2: number;
  speed2: number;
  strictSlope2: number;
  strictSpeed2: number;
  near2: number;
  minima: Weights[];
  /** Heights of valley floors, and how far off them is on them. */
  floors: Pair[];
  beside: number;
  level: number;
}

/** The observations that a line is fitted to. */
export interface Observations {
  t: number[];
  y: number[];
  tLabel: string;
  yLabel: string;
  /** The loss in closed form: the mean of t, its variance, the best line's height there and its slope. */
  shape: [number, number, number, number];
  /** Whether they lie on one line, so that mini-batches agree in the minimum. */
  agrees: boolean;
}

interface AnyScenery<P> {
  key: string;
  data: Observations | null;
  name: string;
  d: number;
  /** The weights' names as they are printed, and what they are called as one. */
  names: string[];
  weights: string;
  span: number;
  bounds: Pair[];
  floor: number;
  ceiling: number;
  value: P;
  gradient: P;
  points: StationaryPoint[];
  ends: Ends;
  methods: Record<Method, MethodRow>;
  racers: Record<Racer, RacerRow>;
  eta: Record<EtaIs, number[]>;
  ownEta: Record<Method, number>;
  alpha: number[];
  steps: number[];
  /** The least and the most that may be typed; of the start for each weight. */
  limits: Record<Typed["name"], Pair[]>;
  speeds: number[];
  pace: Pace;
}

/** Everything about a loss, as it comes. */
export type Scenery = AnyScenery<ProgramData>;

/** The mini-batches of a choice: who is in each, and the means that make their gradients. */
export interface Batches {
  key: string;
  members: number[][];
  means: Float64Array;
}

/** A scenery that is ready to run. */
export interface Scene extends AnyScenery<Program> {
  drawn?: Batches;
}

/** Settings, by their names in a link; of a loss that has none of its own some are missing. */
export interface Choice {
  loss: string;
  method: Method;
  eta: number;
  alpha: number;
  start: Weights;
  steps: number;
  drop: number[];
  race: Racer[];
  q?: string;
  window?: number[];
  data?: string;
  standardise?: boolean;
  batch?: number;
  seed?: number;
  shuffle?: boolean;
  /** The step by which somebody runs along, where it is not the method's own. */
  step?: string;
}

/** How a run is watched. */
export interface Viewing {
  speed: number;
  loop: boolean;
  path: boolean;
}

export interface Settings extends Choice, Viewing {
  at: number | null;
}

export type Query = Record<string, string>;

/**
 * A run of K steps. w, update and slope hold d numbers a position (K + 1 of them); gradient, mean and
 * spread d numbers a step. slope is the loss's own gradient at each position, gradient the one the
 * step used; mean and spread: the averaged gradient and its usual size, of a method that has them.
 */
export interface Run {
  d: number;
  steps: number;
  outcome: Outcome;
  place: Place | "";
  w: Float64Array;
  update: Float64Array;
  slope: Float64Array;
  gradient: Float64Array;
  loss: Float64Array;
  mean: Float64Array;
  spread: Float64Array;
  /** Whether a lesson's question holds it back. */
  waits?: boolean;
  /** The step from which on nobody can see it move. */
  lastSeen?: number;
}

/** The chosen ball is called "ball". */
export type BallName = "ball" | Racer;

export interface Ball {
  name: BallName;
  run: Run;
  /** How it ended, in words. */
  sentence: string;
}

/** What the core says of one run: how it ended, and its positions. */
export interface CoreRun {
  numbers: number;
  outcome: Outcome;
  place: Place;
  w: Float64Array;
}

export type Relation = "=" | "!=" | "<" | "<=" | ">" | ">=";
/** [quantity, relation, value]. */
export type Condition = [string, Relation, string | number];

/** A lesson's step, as far as the stage is concerned. */
export interface LessonStep {
  key: string;
  hold: number | null;
  until: Condition[] | null;
  formula: string | null;
  says: string;
  answered: boolean;
  /** What was answered, as the host counts answers; null while it is open. */
  said: number | null;
  /** What the stage says of an answer or a task. */
  mark: string;
  /** Whether it is one of the first lessons. */
  first: boolean;
}

export interface Answer {
  scene: string;
  settings: Settings;
  query: Query;
  runs: Record<string, CoreRun>;
  verdict: string;
  hide: string[];
  projector: boolean;
  lesson: LessonStep | null;
  notices: string[];
  /** How often the stage has been set by something other than a hand on it. */
  anew: number;
}

export type MapKind = "eta-alpha" | "predicted" | "basin";

/** A map of many runs, or a part of one: cells a row, its first row at the bottom. */
export interface RunMap {
  kind: MapKind;
  of: string;
  serial: number;
  rows: number;
  columns: number;
  /** How much of it is there; 1 is all. */
  done: number;
  ends: Uint8Array;
  steps?: Uint16Array;
  /** Whether some of the balls in minima are only nearly still. */
  quiet?: boolean;
  curves?: Partial<Record<"edge" | "soonest", Pair[]>>;
  at?: Weights;
  silent?: string;
}

/** Of a map there is nothing new yet: after so many milliseconds it may be asked for again. */
export interface LaterMap {
  kind: MapKind;
  of: string;
  serial: number;
  later: number;
}

/** A map that is asked for. */
export interface WantedMap {
  kind: MapKind;
  of: string;
  serial: number;
}

/** One moment; balls[0] is the chosen one. Between two steps t is only while the balls jump. */
export interface Frame extends Moment {
  t: number;
  last: number;
  balls: [Ball, ...Ball[]];
  choice: Choice;
  /** Whether paths are drawn to their ends. */
  whole: boolean;
  held: boolean;
  /** Whether the clock is too fast for arrows. */
  quick: boolean;
  /** How much of the formula a lesson shows; "" where it is all of it. */
  told: string;
  /** Whether it is one of the first lessons. */
  early: boolean;
}

/** What is chosen by hand: held, moved, let go; or typed. */
export interface Handlers {
  onHold: () => void;
  onRelease: () => void;
  onChange: (change: Partial<Choice>) => void;
  onKey: (change: Partial<Choice>) => void;
  onType: (typed: Typed) => void;
}

/** A number that is to be typed: which one, of which weight, what of it is typed already, what was pressed for it, and where the numbers stand. */
export interface Typed {
  name: "eta" | "alpha" | "start" | "steps";
  axis?: number;
  text: string;
  opener: HTMLElement;
  anchors: HTMLElement[];
}

/** What was chosen on the stage, and which of its settings it changes: of an older one nothing counts;
 * and for a host that may have forgotten it, what was answered in lessons, and how often it came back. */
export type Changes = Partial<Settings> & { anew?: number; answers?: Record<string, number>; returned?: number };

export type LessonNews = { key: string; turn?: number; reveal?: boolean; done?: boolean };

/** Whoever has the player on its page: it hears what was chosen. */
export interface Host {
  send: (changes: Changes) => boolean;
  want: (map: WantedMap) => boolean;
  sendLesson: (news: LessonNews) => boolean;
  lessonShown: (step: LessonStep, noticed: boolean) => void;
  /** Whether it is still at work on something. */
  busy: () => boolean;
  /** How often it has come to rest. */
  rests: () => number;
  /** Whether a visitor is to be greeted; once only. */
  greets: () => boolean;
  /** While a newcomer is asked what will happen, nothing around the stage may tell. */
  asks: (on: boolean) => void;
  /** Brings Plotly, sooner or later, or says that it won't come. */
  wantPlotly: () => void;
  /** The first picture is there. */
  begun: () => void;
  /** What is shown before it is confirmed; null: nothing. */
  previewed: (choice: Choice | null) => void;
  writeLink: (query: Query) => void;
  link: (view: { at: number | null }) => string;
}

/** The part of Plotly that is used. */
export interface PlotlyApi {
  react: (node: HTMLElement, data: object[], layout: object, options?: object) => Promise<unknown>;
  relayout: (node: HTMLElement, changes: object) => Promise<unknown>;
  purge: (node: HTMLElement) => void;
}

/** A colour of the theme, by what it means. */
export type Colours = (name: string) => string;
/** Four edges in pixels. */
export interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Box {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  /** Whether it is a word's. */
  word?: boolean;
}

type Named<K extends string> = Record<K, string>;

/** A language: its tag, what is counted in each form that it has, what stands for a number that is none. */
export interface Language {
  language: string;
  units: Record<string, Record<string, string>>;
  number: Named<"none">;
}

/** Every text of the player's: `labels` in momentum_core/words/english/player.py. */
export interface Words extends Language {
  sentences: Named<Exclude<Outcome, "waiting"> | "floor" | "balanced, unlisted" | "quiet, on" | "quiet, unlisted">;
  who: Named<Racer>;
  places: Named<Exclude<Place, "unlisted">>;
  marks: Named<Exclude<Place, "unlisted" | "valley">>;
  terms: Record<string, string>;
  hints: Named<"eta" | "alpha" | "w" | "steps" | "formula" | "ball">;
  typing: Named<"number" | "whole" | "two"> & { names: Named<"eta" | "alpha" | "start" | "startOf" | "steps"> };
  arrows: Named<"gradient" | "momentum" | "sum" | "unscaled" | "something">;
  /** Beside arrows that are drawn longer than they are. */
  magnified: string;
  intro: Named<"sentence" | "question" | "go" | "ball" | "plain" | "answer" | "other">;
  slope: Named<"left" | "right" | "level">;
  ghosts: Named<Racer>;
  running: Named<Racer>;
  /** While the clock goes over what can't be seen to move, and when it has. */
  unseen: Named<Racer>;
  unseenSteps: string;
  lesson: { waits: Named<Racer>; count: string; ask: string };
  away: string;
  higher: string;
  transport: Named<
    | "play"
    | "pause"
    | "first"
    | "back"
    | "forward"
    | "last"
    | "scrub"
    | "speed"
    | "loop"
    | "path"
    | "link"
    | "copied"
    | "manual"
    | "step"
    | "epoch"
    | "dismiss"
    | "help"
    | "helpName"
  >;
  spoken: Named<"at" | "gradient" | "momentum" | "steps" | "both" | "nowhere"> & { ways: [string, string][] };
  legend: Named<"name">;
  views: Named<"contour" | "relief" | "fit">;
  fit: Named<"name">;
  contour: string;
  relief: string;
  height: string;
  logheight: string;
  nowebgl: string;
  zoom: Named<"zoomIn" | "zoomOut" | "zoomAll">;
  help: { title: string; keys: [string, string][]; close: string };
  chart: Named<"title" | "log" | "short" | "name">;
  maps: Named<"dot" | "busy" | "rests" | "lies" | "floor" | "floorToo" | "whole" | "fast" | "unstable"> & {
    kinds: Named<MapKind>;
    titles: Named<MapKind>;
    ends: Named<"escaped" | "rolling" | "balanced" | "quiet" | "elsewhere" | "undefined">;
    curves: Named<"edge" | "soonest">;
  };
  skip: string;
  stage: string;
  hill: string;
  offline: string;
  loading: string;
  noplotly: string;
  /** Names of a link's parameters, and of the page's parts. */
  parameters: string[];
  parts: string[];
}

/** What Streamlit gives a component's script. */
export interface Component {
  data: unknown;
  parentElement: HTMLElement;
  setTriggerValue: (name: string, news: unknown) => void;
}

/** What the scripts of a page share; early: the places that came before the player. */
export interface Page {
  handle?: (place: string, component: Component) => void;
  early: [string, Component][];
  player?: unknown;
  /** Where files of ours are, relative to the page; none where the front door's routes don't arrive. */
  files?: Record<string, string>;
  /** Tells the server of a file that has not come. */
  lacks?: (what: string) => void;
}

declare global {
  var momentumPage: Page | undefined;
  /** Plotly's script sets it when Streamlit draws a chart. */
  var Plotly: PlotlyApi | undefined;
}

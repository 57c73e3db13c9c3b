// What a demo is shown from, and what its page does for it.

/** As `POST /api/demos/{kind}` answers. */
export interface Shown {
  kind: string;
  language: string;
  words: Record<string, string>;
  /** the key of the network, and what people call it */
  run: string;
  title: string;
  /** the kind's own */
  data: any;
  /** of the data, where more is still to be measured: ask again */
  share?: number;
}

export interface Demo {
  kind: string;
  run?: string | null;
  settings?: Record<string, string | number | boolean | null>;
  caption?: string;
  language?: string;
  /** in a page without a server: what one would have answered */
  shown?: Shown;
}

export interface DemoQuestion {
  run: string | null;
  settings: Record<string, string | number | boolean | null>;
  language: string;
}

export interface DemoHost {
  /** asks `POST /api/demos/{kind}`; a page without a server has none */
  ask?: (kind: string, question: DemoQuestion, signal: AbortSignal) => Promise<Shown>;
}

/** What a kind leaves running, such as a clock. */
export interface Exhibit {
  end: () => void;
}

// What `/api/quiz` answers: dashboard/quiz/look.py and class_look.py.

export type Stage = "before" | "after";
export type Square = { left: number; top: number; size: number };
export type Line = { name: string; x: number[]; y: number[]; has_dots: boolean };
export type Table = { shows: "table"; caption: string; heads: string[]; rows: string[][] };
export type Chart = { shows: "chart"; caption: string; x_name: string; y_name: string; lines: Line[]; told: string };
export type Digit = { shows: "digit"; caption: string; pixels: string; label: number | null };
export type Picture = Table | Chart | Digit;
export type Result = { is_right: boolean; right: number; mistake: string; explanation: string };
export type Question = {
  topic: string; term: string; text: string; picture: Picture; choices: { text: string; square: Square | null }[];
  is_answered: boolean; answer: number | null; result: Result | null;
};
export type Score = { words: string; num_right: number; num: number };
export type Sitting = { sitting: number; stage: Stage; finished: number | null; questions: Question[]; scores: Score[] };
export type Taken = {
  sitting: number; stage: Stage; finished: number | null; num: number; num_answered: number; num_right: number | null; counts: boolean;
};
export type TopicGain = { words: string; before: number; after: number; num: number; share: number | null };
export type Quizzes = { taken: Taken[]; gain: { sentence: string; chance: string; share: number | null; topics: TopicGain[] } | null };

export type ClassGain = {
  words: string; num: number; num_both: number; num_full: number; n: number; before: number | null; after: number | null;
  of_means: number | null; mean: number | null; low: number | null; high: number | null;
};
export type StageMarks = { num: number; num_right: number; is_everybodys: boolean; is_nobodys: boolean; mistake: string; num_mistake: number };
export type Kind = { title: string; topic: string; before: StageMarks; after: StageMarks };
export type Student = { name: string; before: number | null; after: number | null; share: number | null };
export type ClassQuiz = {
  num_students: number; num_before: number; num_after: number; gains: ClassGain[]; kinds: Kind[]; students: Student[] | null;
};

// What the server says of a class at a lesson (dashboard/board/class_lesson.py).

import type { At } from "../shared/words/lesson_parts.js";
import type { PredictChoiceBlock, PredictCurveBlock, PredictDigitsBlock, PredictFieldBlock, PredictNumberBlock } from "../../../mnist_core/scripts/lessons/messages.js";

export interface Fan { num: number; curves: (number | null)[][]; median: (number | null)[] }
export interface Picked { num: number; picked: Record<string, number> }
export interface Pointed { num: number; pointed: [number, number][] }
export interface Spread { num: number; values: number[]; median: number | null; lower: number | null; upper: number | null }

/** A prediction as it was asked, what everybody answered, and what came of it as far as that is known. */
export type Predicted =
  | { asked: PredictCurveBlock; everybodys: Fan; came: { values: number[] | null } }
  | { asked: PredictChoiceBlock; everybodys: Picked; came: { keys: string[] | null } }
  | { asked: PredictDigitsBlock; everybodys: Pointed; came: { right: number[] | null } }
  | { asked: PredictFieldBlock; everybodys: Spread; came: { pixels: number } }
  | { asked: PredictNumberBlock; everybodys: Spread; came: { value: number | null } };

export interface Explanation { key: string; text: string }

export interface ClassAt {
  lesson: { lesson: string; language: string; title: string; offer: string };
  num_people: number;
  num_at: Record<At, number>;
  predictions: Predicted[];
  measured_on: "teacher" | "class" | "recorded" | null;
  explanations: Explanation[];
}

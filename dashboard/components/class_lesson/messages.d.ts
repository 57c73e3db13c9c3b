// What the server says of a class at a lesson (dashboard/board/class_lesson.py).

import type { PartReached } from "../shared/words/lesson_parts.js";
import type { PredictChoiceBlock, PredictCurveBlock, PredictDigitsBlock, PredictFieldBlock, PredictNumberBlock } from "../../../mnist_core/scripts/lessons/messages.js";

export interface Fan { num: number; curves: (number | null)[][]; median: (number | null)[] }
export interface Picked { num: number; picked: Record<string, number> }
export interface Pointed { num: number; pointed: [number, number][] }
export interface Spread { num: number; values: number[]; median: number | null; lower: number | null; upper: number | null }

/** A prediction as it was asked, what everybody answered, and what came of it as far as that is known. */
export type Predicted =
  | { asked: PredictCurveBlock; answers: Fan; came: { values: number[] | null } }
  | { asked: PredictChoiceBlock; answers: Picked; came: { keys: string[] | null } }
  | { asked: PredictDigitsBlock; answers: Pointed; came: { right: number[] | null } }
  | { asked: PredictFieldBlock; answers: Spread; came: { pixels: number } }
  | { asked: PredictNumberBlock; answers: Spread; came: { value: number | null } };

export interface Explanation { key: string; text: string }

export interface ClassAt {
  lesson: { lesson: string; language: string; title: string; offer: string };
  num_people: number;
  num_at: Record<PartReached, number>;
  predictions: Predicted[];
  measured_on: "teacher" | "class" | "recorded" | null;
  explanations: Explanation[];
}

// What the page of the lab knows: the last look at it, how it came there, and what was measured.
import type { HopsPoint, LabReply, LabTrace, LabView } from './lab-protocol.ts';

export interface LabModel {
  readonly view: LabView | null;
  /** Virtual time against members out of place, oldest first, at most HISTORY_MAX. */
  readonly history: readonly { readonly nowMs: number; readonly misplaced: number; readonly up: number }[];
  readonly lookup: LabTrace | null;
  readonly points: readonly HopsPoint[];
  readonly busy: 'starting' | 'measuring' | null;
  readonly fault: string;
}

export const HISTORY_MAX = 300;
export const EMPTY_LAB: LabModel = {
  view: null,
  history: [],
  lookup: null,
  points: [],
  busy: 'starting',
  fault: '',
};

export type LabAction =
  | LabReply
  | { readonly type: 'dismiss' }
  | { readonly type: 'anew' }
  | { readonly type: 'remeasure' };

export function reduceLab(model: LabModel, action: LabAction): LabModel {
  switch (action.type) {
    case 'state': {
      const { nowMs, misplaced, up } = action.state;
      const history = [...model.history, { nowMs, misplaced, up }].slice(-HISTORY_MAX);
      return { ...model, view: action.state, history };
    }
    case 'lookup':
      return { ...model, lookup: action.lookup };
    case 'measured':
      return { ...model, points: [...model.points, action.point] };
    case 'busy':
      return { ...model, busy: action.what };
    case 'failed':
      return { ...model, fault: action.reason };
    case 'dismiss':
      return { ...model, lookup: null };
    case 'anew':
      return { ...EMPTY_LAB, points: model.points };
    case 'remeasure':
      return { ...model, points: [] };
  }
}

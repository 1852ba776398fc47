import { SimEvent } from './sim-event.ts';

/** Something that happens to nobody in particular: the world's own doing. */
export class TimedAct extends SimEvent {
  readonly #act: () => void;

  constructor(act: () => void) {
    super();
    this.#act = act;
  }

  run(): void {
    this.#act();
  }
}

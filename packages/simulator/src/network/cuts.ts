/** One-way or two-way breaks of the network between sets of addresses. */
export class Cuts {
  #cuts: { readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> }[] = [];

  /** Nothing passes from one set to the other; what comes back still does. Returns the way to heal it. */
  cutOneWay(from: Iterable<string>, to: Iterable<string>): () => void {
    const cut = { from: new Set(from), to: new Set(to) };
    this.#cuts.push(cut);
    return () => {
      this.#cuts = this.#cuts.filter((other) => other !== cut);
    };
  }

  /** Nothing passes between the two sets. Returns the way to heal it. */
  cut(a: Iterable<string>, b: Iterable<string>): () => void {
    const sides = [new Set(a), new Set(b)] as const;
    const heals = [this.cutOneWay(sides[0], sides[1]), this.cutOneWay(sides[1], sides[0])];
    return () => {
      for (const heal of heals) heal();
    };
  }

  healAll(): void {
    this.#cuts = [];
  }

  passes(from: string, to: string): boolean {
    if (this.#cuts.length === 0) return true;
    return this.#cuts.every((cut) => !cut.from.has(from) || !cut.to.has(to));
  }
}

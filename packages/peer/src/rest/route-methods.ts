// Which methods a path has, so that the wrong one is told apart from the wrong path.

export interface RouteMethods {
  /** `path` as registered: segments that begin with a colon match anything. */
  add(path: string, methods: readonly string[]): void;
  /** The methods of a concrete path, sorted; empty for an unknown one. */
  of(path: string): string[];
}

export function createRouteMethods(): RouteMethods {
  const routes = new Map<string, Set<string>>();
  return {
    add(path, methods) {
      const known = routes.get(path) ?? new Set();
      for (const method of methods) known.add(method);
      routes.set(path, known);
    },
    of(path) {
      const found = [...routes]
        .filter(([pattern]) => matches(pattern, path))
        .flatMap(([, methods]) => [...methods]);
      return [...new Set(found)].sort();
    },
  };
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((segment, i) => (segment.startsWith(':') ? given[i] !== '' : segment === given[i]))
  );
}

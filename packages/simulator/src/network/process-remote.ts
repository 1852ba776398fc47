import type {
  CallOptions,
  Contact,
  LookupStepReply,
  LookupStepRequest,
  Neighbors,
  Remote,
} from '@acorde/chord';
import { Call, type CallRequest, type CallSite } from './call.ts';
import type { Method } from './network.ts';

/** One call, before it is sent. */
export interface Intercepted {
  readonly method: Method;
  readonly from: Contact;
  readonly to: Contact;
  /** Of a lookup's step; null for other methods. */
  readonly step: LookupStepRequest | null;
}

/**
 * May answer a call instead of the network: then nothing is sent, and the reply (or the RemoteError) is there without
 * any time having passed. Null: the call goes out.
 */
export type Intercept = (call: Intercepted) => Promise<unknown> | null;

/** Chord's Remote over the virtual network, for one process. */
export class ProcessRemote implements Remote {
  readonly #site: CallSite;
  readonly #intercept: () => Intercept | null;

  constructor(site: CallSite, intercept: () => Intercept | null) {
    this.#site = site;
    this.#intercept = intercept;
  }

  getNeighbors(to: Contact, options: CallOptions): Promise<Neighbors> {
    return this.#call({ method: 'getNeighbors', to, handle: (node) => node.handleGetNeighbors() }, options);
  }

  lookupStep(to: Contact, step: LookupStepRequest, options: CallOptions): Promise<LookupStepReply> {
    const handle: CallRequest<LookupStepReply>['handle'] = (node) => node.handleLookupStep(step);
    return this.#call({ method: 'lookupStep', to, handle }, options, step);
  }

  notify(to: Contact, from: Contact, options: CallOptions): Promise<void> {
    return this.#call<void>({ method: 'notify', to, handle: (node) => node.handleNotify(from) }, options);
  }

  ping(to: Contact, options: CallOptions): Promise<void> {
    return this.#call<void>({ method: 'ping', to, handle: (node) => node.handlePing() }, options);
  }

  leaving(to: Contact, from: Contact, options: CallOptions): Promise<void> {
    return this.#call<void>({ method: 'leaving', to, handle: (node) => node.handleLeaving(from) }, options);
  }

  #call<T>(
    request: Omit<CallRequest<T>, 'step'>,
    options: CallOptions,
    step: LookupStepRequest | null = null,
  ): Promise<T> {
    const { method, to } = request;
    const answer = this.#intercept()?.({ method, from: this.#site.process.contact, to, step }) ?? null;
    if (answer !== null) return answer as Promise<T>;
    return new Promise<T>((resolve, reject) => {
      new Call<T>(this.#site, { ...request, step }, { resolve, reject }).start(options);
    });
  }
}

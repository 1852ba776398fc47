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

/**
 * May answer a call instead of the network: then nothing is sent, and the reply (or the RemoteError) is there without
 * any time having passed. Null: the call goes out.
 */
export type Intercept = (call: CallRequest) => Promise<unknown> | null;

/** Chord's Remote over the virtual network, for one process. */
export class ProcessRemote implements Remote {
  readonly #site: CallSite;
  readonly #intercept: () => Intercept | null;

  constructor(site: CallSite, intercept: () => Intercept | null) {
    this.#site = site;
    this.#intercept = intercept;
  }

  getNeighbors(to: Contact, options: CallOptions): Promise<Neighbors> {
    return this.#call('getNeighbors', to, null, options) as Promise<Neighbors>;
  }

  lookupStep(to: Contact, step: LookupStepRequest, options: CallOptions): Promise<LookupStepReply> {
    return this.#call('lookupStep', to, step, options) as Promise<LookupStepReply>;
  }

  notify(to: Contact, _from: Contact, options: CallOptions): Promise<void> {
    return this.#call('notify', to, null, options) as Promise<void>;
  }

  ping(to: Contact, options: CallOptions): Promise<void> {
    return this.#call('ping', to, null, options) as Promise<void>;
  }

  leaving(to: Contact, _from: Contact, options: CallOptions): Promise<void> {
    return this.#call('leaving', to, null, options) as Promise<void>;
  }

  // Whoever calls is authenticated, so it is told by the process and not by what it says of itself.
  #call(method: Method, to: Contact, step: LookupStepRequest | null, options: CallOptions): Promise<unknown> {
    const request: CallRequest = { method, from: this.#site.process.contact, to, step };
    const answer = this.#intercept()?.(request) ?? null;
    if (answer !== null) return answer;
    return new Promise((resolve, reject) => {
      new Call(this.#site, request, resolve, reject).start(options);
    });
  }
}

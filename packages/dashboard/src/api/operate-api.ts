// The gateway's calls about operating the fleet.
import type { AuditReply, ControlReply, OperateReply, Operation, RiskReply } from '../wire-operate.ts';
import { AUDIT_ANSWER, CONTROL_ANSWER, RISK_ANSWER } from './answers.ts';
import { createCall } from './call.ts';

export interface OperateApi {
  audit(signal: AbortSignal): Promise<AuditReply>;
  control(signal: AbortSignal): Promise<ControlReply>;
  risk(peerId: string, signal: AbortSignal): Promise<RiskReply>;
  add(): Promise<OperateReply>;
  operate(peerId: string, operation: Operation): Promise<OperateReply>;
}

export function createOperateApi(fetcher: typeof fetch): OperateApi {
  const call = createCall(fetcher);
  return {
    audit: (signal) => call('/api/audit', { signal }, AUDIT_ANSWER),
    control: (signal) => call('/api/control', { signal }, CONTROL_ANSWER),
    risk: (peerId, signal) => call(`/api/control/peers/${peerId}/risk`, { signal }, RISK_ANSWER),
    add: () => call('/api/control/peers', { method: 'POST' }),
    operate: (peerId, operation) => call(`/api/control/peers/${peerId}/${operation}`, { method: 'POST' }),
  };
}

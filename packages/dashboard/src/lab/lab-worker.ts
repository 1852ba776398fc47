// The lab in a worker: however many members it has, the page stays free.
import { browserClock } from '../clock.ts';
import { createLabBench } from './lab-bench.ts';
import type { LabCommand } from './lab-protocol.ts';

const bench = createLabBench((reply) => postMessage(reply), browserClock);
addEventListener('message', ({ data }: MessageEvent<LabCommand>) => void bench.take(data));

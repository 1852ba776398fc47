import type { ExitCode } from './exit-code.ts';

/** A command that failed: what and why in `message`, what to do next in `hint`. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string;

  constructor(exitCode: ExitCode, message: string, hint = '') {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

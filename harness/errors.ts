/** The call or a file is wrong: one clear line on standard error and exit status 2, never a stack trace. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

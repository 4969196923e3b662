/** What the tests of configurations share. */
import { ConfigError } from '../../src/config/errors.ts'

/** The `ConfigError` that the work ends in; anything else fails the test. */
export async function configFailure(work: () => unknown): Promise<ConfigError> {
  try {
    await work()
  } catch (thrown) {
    if (ConfigError.is(thrown)) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}

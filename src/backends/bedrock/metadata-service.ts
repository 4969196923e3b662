/**
 * Keeps the metadata service of EC2 out of the SDK's chain of credentials: elsewhere nothing answers at its address, and
 * every request would wait for that. The SDK knows no other switch than a variable of the process.
 */
const variable = 'AWS_EC2_METADATA_DISABLED'

let running = 0

/** Runs `work` with the variable set, unless it was set before. */
export async function withoutMetadataService<Value>(work: () => Promise<Value>): Promise<Value> {
  const isOurs = running > 0 || process.env[variable] === undefined
  if (!isOurs) return work()
  running += 1
  process.env[variable] = 'true'
  try {
    return await work()
  } finally {
    running -= 1
    if (running === 0) delete process.env[variable]
  }
}

/** Which servers of models answer on this machine, and which models they have. */
import { providerNamed } from '../../config/providers.ts'
import type { Wire } from '../../wire/http.ts'

/** Milliseconds: they are on this machine, or they are not there. */
const patience = 700

/** Models by provider; one that does not answer is missing. */
export async function localServers(
  wire: Wire,
  names: readonly string[],
  addressOf: (name: string) => string | undefined = name => providerNamed(name)?.baseUrl,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await Promise.all(
    names.map(async name => [name, await modelsAt(wire, addressOf(name))] as const),
  )
  return new Map(found.flatMap(([name, models]) => (models ? [[name, models] as const] : [])))
}

async function modelsAt(wire: Wire, address: string | undefined): Promise<readonly string[] | undefined> {
  if (address === undefined) return undefined
  try {
    const answer = await wire.send({
      method: 'GET',
      url: `${address}/models`,
      headers: {},
      signal: AbortSignal.timeout(patience),
    })
    if (answer.status !== 200) return undefined
    const { data } = JSON.parse(await answer.body.text()) as { data?: unknown }
    if (!Array.isArray(data)) return undefined
    return data.flatMap(({ id }: { id?: unknown }) => (typeof id === 'string' && isChat(id) ? [id] : []))
  } catch {
    return undefined
  }
}

/** LM Studio lists what only embeds beside what answers. */
const isChat = (id: string): boolean => !/embed/i.test(id)

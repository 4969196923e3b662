/** The parts of the program that are tried: of the build, or of the sources where a test asks for them. */

import type { fold } from '../../src/anthropic/fold.ts'
import type { listedModels } from '../../src/commands/listed-models.ts'
import type { makeBackends } from '../../src/config/backends.ts'
import type { createGateway } from '../../src/core/gateway.ts'
import type { modelFacts } from '../../src/core/model-facts.ts'
import type { assertLegalStream } from '../../src/testing/legal-stream.ts'
import type { createWire } from '../../src/wire/http.ts'

export interface Program {
  readonly version: string
  readonly makeBackends: typeof makeBackends
  readonly createWire: typeof createWire
  readonly createGateway: typeof createGateway
  readonly modelFacts: typeof modelFacts
  readonly listedModels: typeof listedModels
  readonly fold: typeof fold
  readonly assertLegalStream: (...parameters: Parameters<typeof assertLegalStream>) => void
}

/** Where each part is, below `src/`. */
const places: Readonly<Record<Exclude<keyof Program, 'version'>, string>> = {
  makeBackends: 'config/backends',
  createWire: 'wire/http',
  createGateway: 'core/gateway',
  modelFacts: 'core/model-facts',
  listedModels: 'commands/listed-models',
  fold: 'anthropic/fold',
  assertLegalStream: 'testing/legal-stream',
}

/** Of `dist/`, which must have been built. */
export async function builtProgram(version: string): Promise<Program> {
  const parts = await Promise.all(
    Object.entries(places).map(async ([name, place]) => {
      const address = new URL(`../../dist/src/${place}.js`, import.meta.url)
      const module = (await import(address.href)) as Readonly<Record<string, unknown>>
      if (typeof module[name] !== 'function') throw new Error(`${place} exports no ${name}: build anew`)
      return [name, module[name]] as const
    }),
  )
  return { version, ...Object.fromEntries(parts) } as unknown as Program
}

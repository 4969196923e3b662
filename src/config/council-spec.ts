/** A member of a council as it is written: `[provider:]model[*samples][?temp=0.7][!]`. */
import { ConfigError } from './errors.ts'

export interface CouncilSpec {
  /** As it was written. */
  readonly text: string
  /** Model, or `provider:model`; split where it is known who there is. */
  readonly name: string
  readonly samples: number
  readonly temperature?: number
  readonly isRequired: boolean
}

export const mostSamples = 9

/** Of a list that was cut at its commas: the settings of a simulated model, as in `sim:p=.7,noise=1`, belong together. */
export function wholeSpecs(texts: readonly string[]): readonly string[] {
  const specs: string[] = []
  for (const text of texts.map(one => one.trim()).filter(one => one !== '')) {
    const last = specs.at(-1)
    if (last?.includes('=') && /^[a-z]+=[^:]*$/.test(text)) specs[specs.length - 1] = `${last},${text}`
    else specs.push(text)
  }
  return specs
}

const form = /^(?<name>[^*?!]+)(?:\*(?<samples>[^?!]*))?(?:\?(?<query>[^!]*))?(?<required>!?)$/

/** Throws a `ConfigError` that says which part cannot be read. */
export function parseSpec(given: string): CouncilSpec {
  const text = given.trim()
  const { name = '', samples, query, required } = form.exec(text)?.groups ?? {}
  if (name.trim() === '') {
    throw fault(text, 'is no model: write [provider:]model[*samples][?temp=0.7][!], such as openai:gpt-4o*2')
  }
  const temperature = query === undefined ? undefined : temperatureIn(query, text)
  return {
    text,
    name: name.trim(),
    samples: samples === undefined ? 1 : samplesIn(samples, text),
    ...(temperature !== undefined && { temperature }),
    isRequired: required === '!',
  }
}

function samplesIn(samples: string, text: string): number {
  const count = Number(samples)
  if (/^\d+$/.test(samples) && count >= 1 && count <= mostSamples) return count
  throw fault(text, `behind * stands how often it is asked, from 1 to ${mostSamples}`)
}

function temperatureIn(query: string, text: string): number {
  const [, value] = /^temp(?:erature)?=(\d+(?:\.\d+)?)$/.exec(query) ?? []
  const temperature = Number(value)
  if (value !== undefined && temperature <= 2) return temperature
  throw fault(text, 'behind ? stands a temperature from 0 to 2, such as ?temp=0.7')
}

const fault = (text: string, reason: string): ConfigError => new ConfigError(`council: "${text}": ${reason}`)

/** What models cost, found by who sells them: the configuration's own prices, our list, and the package of prices. */
import { profileFor } from '../backends/openai/hosts.ts'
import type { Prices, Seller } from '../core/chain.ts'
import { givenPrice, type OwnFacts } from '../core/model-facts.ts'
import type { Price, Rates } from '../core/price.ts'
import { isLoopback } from '../wire/proxy.ts'
import { priceList } from './price-list.ts'

/** The package as it is installed, and the day of that version. */
export const packageOfPrices = { source: '@pydantic/genai-prices 0.1.8', date: '2026-09-23' }

/** Providers behind which there is no model. */
const withoutModel: ReadonlySet<string> = new Set(['demo', 'sim'])

const free: Rates = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0 }
/** What a model on one's own machine costs is a fact of ours, and not for want of a price. */
const onThisMachine: Price = { ...free, source: 'runs on this machine', date: packageOfPrices.date }

/** How many models are remembered: a client may name any. */
const mostKnown = 500

/** `own` come first. The package is loaded when the first price is asked for, since that takes some 20 ms and 5 MB. */
export function pricesFrom(own: Readonly<Record<string, OwnFacts>> = {}): Prices {
  const known = new Map<string, Promise<Price | undefined>>()
  return async (seller, model) => {
    const given = givenPrice(own, seller.name, model)
    if (given) return given
    const key = `${seller.provider} ${seller.address} ${model}`
    const found = known.get(key) ?? listPrice(seller, model)
    if (known.size < mostKnown) known.set(key, found)
    return found
  }
}

async function listPrice(seller: Seller, model: string): Promise<Price | undefined> {
  const place = placeOf(seller)
  const names = namesOf(model)
  if (place === 'free') return isFree(seller, model) ? onThisMachine : undefined
  const direct = place === undefined ? undefined : await firstOf(names, name => priceAt(place, name))
  // OpenRouter passes on what the vendors ask, also for models that its own list has under other names.
  const isFinal = place !== undefined && place !== 'openrouter'
  return direct || isFinal ? direct : firstOf(names, vendorPrice)
}

async function vendorPrice(model: string): Promise<Price | undefined> {
  const vendor = vendorOf(model)
  const price = vendor === undefined ? undefined : await priceAt(vendor, model)
  return price && { ...price, source: `${price.source}; list price of ${vendor}` }
}

/** Who sells it, as the package calls them. */
function placeOf({ provider, address }: Seller): string | undefined {
  if (provider !== undefined && withoutModel.has(provider)) return 'free'
  if (address === undefined || !URL.canParse(address)) return undefined
  const { hostname } = new URL(address)
  if (hostname === 'api.anthropic.com') return 'anthropic'
  if (/^bedrock-runtime[.-].*\.amazonaws\.com(\.cn)?$/.test(hostname)) return 'aws'
  return profileFor(address, provider).prices
}

/** Ollama passes models of its own cloud through, which are paid for. */
const isFree = ({ provider, address }: Seller, model: string): boolean =>
  (provider !== undefined && withoutModel.has(provider)) ||
  address === undefined ||
  (isLoopback(new URL(address).hostname) && !/[:-]cloud$/.test(model))

/** The name as it is, then without what gateways and clients write around it. */
function namesOf(model: string): readonly string[] {
  const whole = model.replace(/\[1m\]$/i, '')
  const parts = whole.split('/')
  return parts.map((_, index) => parts.slice(index).join('/'))
}

async function firstOf(
  names: readonly string[],
  find: (name: string) => Promise<Price | undefined>,
): Promise<Price | undefined> {
  for (const name of names) {
    const price = await find(name)
    if (price) return price
  }
  return undefined
}

/**
 * Models that nobody sells but their vendor, or for the vendor's price: those a gateway that is not known passes on. What
 * anybody may run has no price of its own.
 */
const vendors: readonly (readonly [RegExp, string])[] = [
  [/^claude-/, 'anthropic'],
  [/^(gpt-\d|chatgpt-|o\d)/, 'openai'],
  [/^gemini-/, 'google'],
  [/^grok-/, 'x-ai'],
]
const vendorOf = (model: string): string | undefined => vendors.find(([name]) => name.test(model))?.[1]

async function priceAt(seller: string, model: string): Promise<Price | undefined> {
  const listed = priceList.find(one => one.seller === seller && one.model.test(model))
  if (listed) {
    const { seller: _, model: __, ...price } = listed
    return price
  }
  const { calcPrice } = await import('@pydantic/genai-prices')
  const found = calcPrice({ input_tokens: 1, output_tokens: 1 }, model, { providerId: seller })
  return found && isSameVersion(model, found.model.id) ? priceOf(found.model_price, model) : undefined
}

/** The package finds some by how they begin, and `claude-sonnet-5` would lend its price to `claude-sonnet-5-6`. */
function isSameVersion(asked: string, found: string): boolean {
  const [whole, start] = [plainName(asked), plainName(found)]
  return !whole.startsWith(start) || !/^-[1-9]\d?(?!-\d{4})(-|$)/.test(whole.slice(start.length))
}

/** Without regions, dates and Bedrock's own versions. */
const plainName = (model: string): string =>
  model
    .toLowerCase()
    .replace(/^(regional|global|us|eu|apac|jp|au|us-gov)\./, '')
    .replace(/-v\d+(:\d+)?$/, '')
    .replace(/[-@]\d{8}$/, '')
    .replaceAll('.', '-')

type Rows = Readonly<Record<string, number | TieredRate | undefined>>
interface TieredRate {
  readonly base: number
  readonly tiers: readonly { readonly start: number; readonly price: number }[]
}

function priceOf(rows: Rows, model: string): Price | undefined {
  const rates = ratesAbove(rows, 0, model)
  if (!rates) return undefined
  const starts = Object.values(rows).flatMap(row =>
    typeof row === 'object' ? row.tiers.map(({ start }) => start) : [],
  )
  const tiers = [...new Set(starts)]
    .sort((one, other) => one - other)
    .flatMap(above => {
      const tier = ratesAbove(rows, above, model)
      return tier ? [{ above, ...tier }] : []
    })
  return { ...rates, ...(tiers.length > 0 && { tiers }), ...packageOfPrices }
}

/** The rates of a prompt just longer than `above` tokens; 0 for the first ones. */
function ratesAbove(rows: Rows, above: number, model: string): Rates | undefined {
  const rate = (name: string): number | undefined => {
    const row = rows[name]
    if (typeof row !== 'object') return row
    return above === 0 ? row.base : (row.tiers.findLast(({ start }) => start <= above)?.price ?? row.base)
  }
  const [input, output] = [rate('input_mtok'), rate('output_mtok')]
  if (input === undefined || output === undefined) return undefined
  const [cacheRead, cacheWrite] = [rate('cache_read_mtok'), rate('cache_write_mtok')]
  // AWS lists it as Anthropic does, at twice the rate of input; the package has it for Anthropic alone.
  const long = cacheWrite !== undefined && model.includes('claude') ? input * 2 : undefined
  const cacheWriteLong = rate('cache_write_1h_mtok') ?? long
  return {
    input,
    output,
    ...(cacheRead !== undefined && { cacheRead }),
    ...(cacheWrite !== undefined && { cacheWrite }),
    ...(cacheWriteLong !== undefined && { cacheWriteLong }),
  }
}

/** Prices that the package of prices does not have yet, or no longer has right: they come before its own. */
import type { Price } from '../core/price.ts'

export interface ListedPrice extends Price {
  /** Who sells it, as the package calls them. */
  readonly seller: string
  /** On the name without a vendor's prefix. */
  readonly model: RegExp
}

const anthropic = {
  seller: 'anthropic',
  source: 'https://platform.claude.com/docs/en/about-claude/pricing',
  date: '2026-10-24',
}
const openai = {
  seller: 'openai',
  source: 'https://developers.openai.com/api/docs/pricing',
  date: '2026-10-26',
}

export const priceList: readonly ListedPrice[] = [
  {
    ...anthropic,
    model: /^claude-haiku-5[.-]5(-\d{8})?$/,
    ...{ input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125, cacheWriteLong: 0.2 },
    tiers: [
      {
        above: 100_000,
        ...{ input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 0.625, cacheWriteLong: 1 },
      },
    ],
  },
  {
    ...anthropic,
    model: /^claude-sonnet-5[.-]5(-\d{8})?$/,
    ...{ input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5, cacheWriteLong: 4 },
  },
  {
    ...anthropic,
    model: /^claude-mythos-5[.-]1(-\d{8})?$/,
    ...{ input: 10, output: 50, cacheRead: 0.25, cacheWrite: 12.5, cacheWriteLong: 20 },
  },
  {
    // Not on the page yet; the client shows it in its menu and counts with it.
    ...{ seller: 'anthropic', source: 'the table of Claude Code 2.1.332', date: '2026-11-26' },
    model: /^claude-(fable|mythos)-5[.-]2(-\d{8})?$/,
    ...{ input: 8, output: 40, cacheRead: 0.4, cacheWrite: 10, cacheWriteLong: 16 },
  },
  {
    ...openai,
    model: /^gpt-6\.1-terra(-\d{4}-\d\d-\d\d)?$/,
    ...{ input: 1, output: 5, cacheRead: 0.05, cacheWrite: 1.25 },
    tiers: [{ above: 272_000, input: 2, output: 7.5, cacheRead: 0.1, cacheWrite: 2.5 }],
  },
]

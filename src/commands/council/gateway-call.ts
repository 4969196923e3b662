/** The calls of a council through the gateway: each is an exchange, which plugins see and the recording has. */
import type { Usage } from '../../anthropic/message.ts'
import { eventsOf } from '../../core/batch.ts'
import type { ChainSettings } from '../../core/chain.ts'
import type { Gateway } from '../../core/gateway.ts'
import { costOf, type Price } from '../../core/price.ts'
import type { CouncilParts, Member } from '../../council/types.ts'

export const callThrough =
  (gateway: Gateway): CouncilParts['call'] =>
  ({ role, member, request, signal }) => {
    const exchange = gateway.createExchange({
      source: 'council',
      request: { ...request, stream: true },
      signal,
    })
    exchange.target = member.model
    exchange.targetReason = `${role} of the council`
    return eventsOf(gateway.handle(exchange))
  }

export type MemberPrice = (member: Member) => Promise<Price | undefined>

/** By the backend that is named in front of each member's model. */
export const pricesOf =
  ({ backends, prices }: Pick<ChainSettings, 'backends' | 'prices'>): MemberPrice =>
  async ({ model }) => {
    const colon = model.indexOf(':')
    const seller = backends.find(model.slice(0, colon))
    return seller && prices?.(seller, model.slice(colon + 1))
  }

export const costsWith =
  (priceOf: MemberPrice) =>
  async (member: Member, usage: Usage): Promise<number | undefined> =>
    costOf(usage, await priceOf(member))

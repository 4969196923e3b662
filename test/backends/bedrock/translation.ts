/** A request translated and judged at once by the rules of the strict server, without a network. */
import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { resolveModel } from '../../../src/backends/bedrock/models.ts'
import { type TranslationContext, toConverse } from '../../../src/backends/bedrock/request.ts'
import { type Traits, traitsOf } from '../../../src/backends/bedrock/traits.ts'
import type { ConverseRequest } from '../../../src/backends/bedrock/types.ts'
import { type Body, messageRules } from '../../support/strict/bedrock-message-rules.ts'
import { bodyFault, modelFault } from '../../support/strict/bedrock-model-rules.ts'
import { shapeFault } from '../../support/strict/bedrock-shapes.ts'
import { questionOf } from './backend.ts'

export interface Judged {
  readonly body: ConverseRequest
  readonly warnings: readonly string[]
}

export interface JudgedWith {
  readonly betas?: string
  readonly traits?: Partial<Traits>
  readonly guardrail?: TranslationContext['guardrail']
}

/** Fails where AWS or the model would refuse what came out. */
export function judged(given: Partial<MessagesRequest>, more: JudgedWith = {}): Judged {
  const request = questionOf(given)
  const model = resolveModel(request.model, 'us-east-1')
  const warnings: string[] = []
  const { body } = toConverse(request, {
    backend: 'cloud',
    traits: { ...traitsOf(model), ...more.traits },
    headers: more.betas === undefined ? {} : { 'anthropic-beta': more.betas },
    allowed: [],
    guardrail: more.guardrail,
    warn: text => void warnings.push(text),
  })
  const plain = JSON.parse(JSON.stringify(body)) as Body
  expect(shapeFault('converse', plain)).to.equal(undefined)
  expect(messageRules(plain), JSON.stringify(plain)).to.equal(undefined)
  expect(modelFault(model, 'converse') ?? bodyFault(model, plain)).to.equal(undefined)
  return { body, warnings }
}

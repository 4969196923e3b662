import { expect } from 'chai'
import { geminiParameters } from '../../../src/backends/openai/gemini-schema.ts'
import { mapSchemas, type Schema } from '../../../src/backends/openai/schema.ts'
import { deepFreeze } from '../../../src/testing/freeze.ts'

const forbidden = [
  '$schema',
  '$id',
  '$ref',
  '$defs',
  'definitions',
  'additionalProperties',
  'patternProperties',
  'propertyNames',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'const',
  'default',
  'examples',
  'title',
  'not',
  'if',
  'then',
  'else',
  'oneOf',
  'allOf',
  'uniqueItems',
  'readOnly',
  'deprecated',
]

const object = (properties: Schema, more: Schema = {}): Schema => ({ type: 'object', properties, ...more })
const property = (schema: Schema): unknown => {
  const properties = geminiParameters(object({ x: schema }))?.properties as Schema | undefined
  return properties?.x
}

/** Every keyword that stands where a schema stands. */
function keywords(schema: Schema): readonly string[] {
  const found = Object.keys(schema)
  mapSchemas(schema, inner => {
    found.push(...keywords(inner))
    return inner
  })
  return found
}

describe('the parameters of a function at Gemini', () => {
  it('hold no keyword that Gemini refuses, anywhere (case 77)', () => {
    const schema = deepFreeze(
      object(
        {
          a: { type: 'string', const: 'x', title: 'A', default: 'x', examples: ['x'] },
          b: { type: ['string', 'null'], format: 'uri', minLength: 1 },
          c: { oneOf: [{ type: 'string' }, { type: 'number', exclusiveMinimum: 0 }] },
          d: { type: 'array', items: [{ type: 'string' }, { type: 'number' }], uniqueItems: true },
          e: { allOf: [{ type: 'object', properties: { f: { type: 'string' } } }, { required: ['f'] }] },
          g: { type: 'object', additionalProperties: { type: 'string' }, propertyNames: { pattern: 'x' } },
          h: { $ref: '#/$defs/node' },
          i: true,
          j: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          k: { type: 'integer', enum: [1, 2] },
        },
        {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          additionalProperties: false,
          $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
        },
      ),
    )
    const clean = geminiParameters(schema)
    expect(keywords(clean ?? {}).filter(keyword => forbidden.includes(keyword))).to.deep.equal([])
  })

  it('keep properties that are called like keywords', () => {
    const clean = geminiParameters(
      object(
        {
          title: { type: 'string' },
          format: { type: 'string' },
          default: { type: 'string' },
          const: { type: 'string' },
        },
        { required: ['title', 'gone'] },
      ),
    )
    expect(Object.keys(clean?.properties as object)).to.deep.equal(['title', 'format', 'default', 'const'])
    expect(clean?.required).to.deep.equal(['title'])
  })

  it('end where a schema refers to itself (case 78)', () => {
    const clean = property({ $ref: '#/$defs/missing' })
    expect(clean).to.deep.equal({ type: 'object' })
    const tree = geminiParameters(
      object({ root: { $ref: '#/$defs/t' } }, { $defs: { t: object({ child: { $ref: '#/$defs/t' } }) } }),
    )
    expect(JSON.stringify(tree)).to.contain('"child":{"type":"object"}')
  })

  it("say in Gemini's words what it has no other for", () => {
    expect(property({ const: 'x' })).to.deep.equal({ type: 'string', enum: ['x'] })
    expect(property({ type: ['string', 'null'] })).to.deep.equal({ type: 'string', nullable: true })
    expect(property({ type: 'integer', enum: [1, 2] })).to.deep.equal({ type: 'string', enum: ['1', '2'] })
    expect(property({ anyOf: [{ type: 'number' }, { type: 'null' }] })).to.deep.equal({
      type: 'number',
      nullable: true,
    })
    expect(property({ type: 'number', exclusiveMinimum: 3 })).to.deep.equal({ type: 'number', minimum: 3 })
    expect(property({ type: 'string', format: 'date-time' })).to.deep.equal({
      type: 'string',
      format: 'date-time',
    })
    expect(property({ type: 'string', format: 'uri' })).to.deep.equal({ type: 'string' })
  })

  it('are left out where there are none: Gemini refuses an object without properties', () => {
    for (const nothing of [undefined, null, {}, { type: 'object' }, object({})]) {
      expect(geminiParameters(nothing)).to.equal(undefined)
    }
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { geminiParameters } from '../../../src/backends/openai/gemini-schema.ts'
import { mapSchemas, type Schema } from '../../../src/backends/shared/schema.ts'
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

const known = [
  'type',
  'description',
  'properties',
  'required',
  'items',
  'enum',
  'anyOf',
  'nullable',
  'format',
  'minimum',
  'maximum',
]

/** What Gemini refuses in keywords that it knows. */
function faults(schema: Schema): readonly string[] {
  const found: string[] = []
  const { type, anyOf, enum: values, required, properties, items } = schema
  if (typeof type !== 'string' && !Array.isArray(anyOf)) found.push('no type')
  if (Array.isArray(anyOf) && anyOf.length < 2) found.push('a union of fewer than two')
  if (
    values !== undefined &&
    !(Array.isArray(values) && values.every(value => typeof value === 'string' && value))
  ) {
    found.push('values that are no strings')
  }
  if (Array.isArray(required) && !required.every(name => Object.hasOwn(properties as object, String(name)))) {
    found.push('requires what is not there')
  }
  if (Array.isArray(items) || (type === 'array' && items === undefined)) found.push('no items')
  mapSchemas(schema, inner => {
    found.push(...faults(inner))
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
    expect(property({ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] })).to.deep.equal({
      type: 'array',
      items: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    })
    expect(property({ type: 'null' })).to.deep.equal({ type: 'string', nullable: true })
    expect(property({ anyOf: [{ type: 'null' }] })).to.deep.equal({ type: 'string', nullable: true })
    expect(property({ items: { type: 'number' } })).to.deep.equal({
      type: 'array',
      items: { type: 'number' },
    })
    expect(property({ type: 'array' })).to.deep.equal({ type: 'array', items: { type: 'string' } })
    expect(property({ enum: ['a', '', null] })).to.deep.equal({ type: 'string', enum: ['a'], nullable: true })
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

  it('keep the type of values that Gemini takes only as strings, and tell which there are', () => {
    expect(property({ type: 'integer', enum: [1, 2] })).to.deep.equal({
      type: 'integer',
      description: 'One of 1, 2.',
    })
    expect(property({ enum: [1, 2.5], description: 'How much.' })).to.deep.equal({
      type: 'number',
      description: 'How much. One of 1, 2.5.',
    })
    expect(property({ const: true })).to.deep.equal({ type: 'boolean', description: 'One of true.' })
    expect(property({ enum: ['a', 1] })).to.deep.equal({ type: 'string', description: 'One of "a", 1.' })
  })

  it('keep for each of several types what belongs to it', () => {
    const either = { type: ['string', 'array', 'null'], description: 'Paths.', items: { type: 'string' } }
    expect(property(either)).to.deep.equal({
      description: 'Paths.',
      nullable: true,
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    })
  })

  it('say nothing of branches that only require', () => {
    const schema = object(
      { a: { type: 'string' }, b: { type: 'string' } },
      { anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    )
    expect(property(schema)).to.deep.equal(object({ a: { type: 'string' }, b: { type: 'string' } }))
  })

  it('have the properties of all the schemas that must hold together', () => {
    const $defs = { base: object({ a: { type: 'string' } }, { required: ['a'] }) }
    const parts = [
      { $ref: '#/$defs/base' },
      object({ b: { type: 'number' } }, { required: ['b'] }),
      { title: 'x' },
    ]
    const clean = geminiParameters(object({ x: { allOf: parts, description: 'Both.' } }, { $defs }))
    expect(clean?.properties).to.deep.equal({
      x: {
        ...object({ a: { type: 'string' }, b: { type: 'number' } }, { required: ['a', 'b'] }),
        description: 'Both.',
      },
    })
  })

  it('end where schemas refer to each other in every way (case 78)', () => {
    const names = Array.from({ length: 12 }, (_, number) => `D${number}`)
    const all = Object.fromEntries(names.map(name => [name, { $ref: `#/$defs/${name}` }]))
    const $defs = Object.fromEntries(names.map(name => [name, object(all)]))
    expect(JSON.stringify(geminiParameters(object(all, { $defs }))).length).to.be.below(50_000)
    const loop = { A: { allOf: [{ $ref: '#/$defs/A' }, object({ x: { allOf: [{ $ref: '#/$defs/A' }] } })] } }
    expect(JSON.stringify(geminiParameters({ $ref: '#/$defs/A', $defs: loop })).length).to.be.below(500)
  })

  it('take no definition from the prototype of objects', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(property({ $ref: `#/$defs/${name}` })).to.deep.equal({ type: 'object' })
    }
  })

  it('hold no keyword that Gemini refuses, whatever the schema is (case 77)', () => {
    const leaf = fc.constantFrom<Schema>(
      { type: 'string', format: 'uri' },
      { type: ['integer', 'null'], exclusiveMinimum: 1 },
      { const: 3 },
      { enum: ['a', null] },
      { $ref: '#/$defs/d' },
      {},
    )
    const { schema } = fc.letrec<{ schema: Schema }>(tie => {
      const inner = tie('schema')
      const list = fc.array(inner, { maxLength: 3 })
      const name = fc.constantFrom('title', 'const', '$ref', 'type', '__proto__', 'a')
      const named = fc
        .array(fc.tuple(name, inner), { maxLength: 3 })
        .map(entries => Object.fromEntries(entries))
      const compound = fc.record<Schema>(
        {
          type: fc.constantFrom('object', 'array', ['object', 'array']),
          properties: named,
          items: fc.oneof(inner, list),
          anyOf: list,
          oneOf: list,
          allOf: list,
          not: inner,
          additionalProperties: inner,
          default: inner,
          required: fc.constant(['a', 'gone']),
          patternProperties: named,
        },
        { requiredKeys: [] },
      )
      return { schema: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, compound) }
    })
    fc.assert(
      fc.property(schema, schema, (inner, definition) => {
        const clean = geminiParameters(deepFreeze(object({ x: inner }, { $defs: { d: definition } })))
        expect(keywords(clean ?? {}).filter(keyword => !known.includes(keyword))).to.deep.equal([])
        expect(faults(clean ?? {})).to.deep.equal([])
      }),
    )
  })

  it('are left out where there are none: Gemini refuses an object without properties', () => {
    for (const nothing of [undefined, null, {}, { type: 'object' }, object({})]) {
      expect(geminiParameters(nothing)).to.equal(undefined)
    }
  })
})

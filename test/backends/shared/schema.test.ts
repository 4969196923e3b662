import { expect } from 'chai'
import fc from 'fast-check'
import { isStrict, mapSchemas, parametersOf, type Schema } from '../../../src/backends/shared/schema.ts'
import { deepFreeze } from '../../../src/testing/freeze.ts'
import { json } from '../../support/values.ts'

/** `parametersOf` a schema that nothing may touch. */
const parameters = (schema: unknown): Schema => {
  const before = JSON.stringify(schema)
  const clean = parametersOf(deepFreeze(schema))
  expect(JSON.stringify(schema)).to.equal(before)
  return clean
}

const object = (properties: Schema, rest: Schema = {}): Schema => ({ type: 'object', properties, ...rest })
const string = { type: 'string' }
const empty = object({})

describe('the parameters of a function', () => {
  const table: readonly (readonly [string, unknown, unknown])[] = [
    ['nothing', undefined, empty],
    ['null', null, empty],
    ['an empty schema', {}, empty],
    ['an object without properties', { type: 'object' }, empty],
    ['a schema without a type', { properties: { a: string } }, object({ a: string })],
    ['something that is no object', { type: 'array', items: string }, { ...empty, items: string }],
    ['a schema in order', object({ a: string }, { required: ['a'], additionalProperties: false }), undefined],
    ['an array without items', object({ a: { type: 'array' } }), object({ a: { type: 'array', items: {} } })],
    [
      'an inner object without properties',
      object({ a: { type: ['object', 'null'] } }),
      object({ a: { type: ['object', 'null'], properties: {} } }),
    ],
    [
      'names of schemas and comments, at any depth',
      { $schema: 'x', $id: 'y', ...object({ a: { $comment: 'z', type: 'string' } }) },
      object({ a: string }),
    ],
    ['boolean schemas', object({ a: true, b: false }), undefined],
    ['a tuple', object({ a: { type: 'array', prefixItems: [string] } }), undefined],
    [
      'an old tuple',
      object({ a: { type: 'array', items: [{ type: 'object' }, string] } }),
      object({ a: { type: 'array', items: [empty, string] } }),
    ],
    ['an enumeration at the root', { enum: ['a'], not: {}, ...object({ a: string }) }, object({ a: string })],
  ]
  for (const [given, schema, expected] of table) {
    it(`case 76: of ${given} are such that OpenAI takes them`, () => {
      expect(parameters(schema)).to.deep.equal(expected ?? schema)
    })
  }

  it('case 76: keep properties of any name', () => {
    const names = [
      'type',
      'title',
      'properties',
      'required',
      '$schema',
      '$id',
      'items',
      'anyOf',
      'enum',
      'not',
      'const',
    ]
    const properties = Object.fromEntries(names.map(name => [name, string]))
    expect(parameters(object(properties))).to.deep.equal(object(properties))
    const nested = object({ properties: object(properties) })
    expect(parameters(nested)).to.deep.equal(nested)
  })

  it('case 128: keep a property named __proto__, and pollute nothing', () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"array"},"a":{"type":"string"}}}',
    )
    const branches = JSON.parse(
      '{"anyOf":[{"properties":{"__proto__":{"type":"string"}}},{"properties":{}}]}',
    )
    expect(JSON.stringify(parameters(schema))).to.include('"__proto__":{"type":"array","items":{}}')
    expect(JSON.stringify(parameters(branches))).to.include('"__proto__":{"type":"string"}')
    expect(({} as { readonly type?: unknown }).type).to.equal(undefined)
  })

  it('case 76: join the branches of a union at the root, and require what every branch requires', () => {
    const branches = [
      object({ a: string, b: string }, { required: ['a', 'b'] }),
      object({ a: string, c: { type: 'array' } }, { required: ['a', 'c'] }),
    ]
    const joined = object({ a: string, b: string, c: { type: 'array', items: {} } }, { required: ['a'] })
    expect(parameters({ anyOf: branches })).to.deep.equal(joined)
    expect(parameters({ oneOf: branches })).to.deep.equal(joined)
    expect(parameters({ anyOf: branches, ...object({ d: string }, { required: ['d'] }) })).to.deep.equal(
      object({ a: string, b: string, c: { type: 'array', items: {} }, d: string }, { required: ['d', 'a'] }),
    )
  })

  it('case 76: of all together require what any of them requires', () => {
    const schema = {
      allOf: [object({ a: string }, { required: ['a'] }), object({ b: string }, { required: ['b'] })],
    }
    expect(parameters(schema)).to.deep.equal(object({ a: string, b: string }, { required: ['a', 'b'] }))
    const both = { ...schema, anyOf: [object({ c: string }, { required: ['c'] }), object({ d: string })] }
    expect(parameters(both).required).to.deep.equal(['a', 'b'])
  })

  it('case 76: let a property have any of the values that the branches give it', () => {
    const [create, remove] = ['create', 'remove'].map(action => ({ const: action }))
    const clean = parameters({
      oneOf: [object({ action: create, name: string }), object({ action: remove, name: string })],
    })
    expect(clean).to.deep.equal(object({ action: { anyOf: [create, remove] }, name: string }))
  })

  it('follow a reference at the root, and in the branches of its union', () => {
    const $defs = { Call: object({ a: string }, { required: ['a'] }), Other: object({ b: string }) }
    expect(parameters({ $ref: '#/$defs/Call', $defs })).to.deep.equal({ ...$defs.Call, $defs })
    expect(parameters({ $ref: '#/definitions/Call', definitions: $defs })).to.deep.equal({
      ...$defs.Call,
      definitions: $defs,
    })
    expect(
      parameters({ anyOf: [{ $ref: '#/$defs/Call' }, { $ref: '#/$defs/Other' }], $defs }).properties,
    ).to.deep.equal({ a: string, b: string })
  })

  it('case 78: keep references that come back to themselves', () => {
    const node = object({ next: { $ref: '#/$defs/Node' } })
    const list = object({ head: { $ref: '#/$defs/Node' } }, { $defs: { Node: node } })
    expect(parameters(list)).to.deep.equal(list)
    expect(parameters({ $ref: '#/$defs/Node', $defs: { Node: node } })).to.deep.equal({
      ...node,
      $defs: { Node: node },
    })
    expect(parameters({ $ref: '#/$defs/A', $defs: { A: { $ref: '#/$defs/A' } } })).to.include({
      type: 'object',
    })
  })

  it('are an object with properties for any JSON, the same each time', () => {
    fc.assert(
      fc.property(json(), schema => {
        const clean = parameters(schema)
        expect(clean.type).to.equal('object')
        expect(clean.properties).to.be.an('object')
        expect(clean).not.to.have.any.keys('anyOf', 'oneOf', 'allOf', 'not', 'enum')
        expect(JSON.stringify(parametersOf(schema))).to.equal(JSON.stringify(clean))
        expect(parametersOf(clean)).to.deep.equal(clean)
      }),
    )
  })
})

describe('the schemas inside a schema', () => {
  it('are those in the places of schemas, and nothing that looks like one', () => {
    const seen: Schema[] = []
    const inner = (name: string): Schema => ({ description: name })
    mapSchemas(
      {
        properties: { type: inner('property') },
        items: inner('items'),
        anyOf: [inner('any'), true],
        additionalProperties: inner('additional'),
        $defs: { a: inner('definition') },
        default: inner('default'),
        examples: [inner('example')],
        const: inner('const'),
        enum: [inner('value')],
      },
      schema => {
        seen.push(schema)
        return schema
      },
    )
    expect(seen.map(({ description }) => description)).to.deep.equal([
      'property',
      'items',
      'any',
      'additional',
      'definition',
    ])
  })
})

describe('a strict schema', () => {
  const closed = { additionalProperties: false }
  const strict = object({ a: string }, { required: ['a'], ...closed })

  const legal: readonly (readonly [string, Schema])[] = [
    ['requires everything and allows nothing else', strict],
    ['has no properties', object({}, closed)],
    [
      'nests',
      object({ a: strict, b: { type: 'array', items: strict } }, { required: ['a', 'b'], ...closed }),
    ],
    ['may be null inside', object({ a: { type: ['string', 'null'] } }, { required: ['a'], ...closed })],
    [
      'has a union inside',
      object({ a: { anyOf: [strict, { type: 'null' }] } }, { required: ['a'], ...closed }),
    ],
    [
      'refers to itself',
      object({ a: { $ref: '#/$defs/A' } }, { required: ['a'], ...closed, $defs: { A: strict } }),
    ],
    [
      'limits numbers, lists and texts',
      object(
        {
          a: { type: 'number', minimum: 1, exclusiveMaximum: 9, multipleOf: 2 },
          b: { type: 'array', items: string, minItems: 1 },
          c: { type: 'string', pattern: '^a', format: 'date-time', enum: ['a'] },
        },
        { required: ['a', 'b', 'c'], ...closed },
      ),
    ],
  ]
  for (const [how, schema] of legal) {
    it(`is one that ${how}`, () => {
      expect(isStrict(schema)).to.equal(true)
    })
  }

  const illegal: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['takes anything inside', object({ a: true }, { required: ['a'], ...closed })],
    ['has a tuple inside', object({ a: { type: 'array', items: [string] } }, { required: ['a'], ...closed })],
    ['allows more', object({ a: string }, { required: ['a'] })],
    ['requires less', object({ a: string }, closed)],
    ['allows more inside', object({ a: object({}) }, { required: ['a'], ...closed })],
    ['requires less in a definition', { ...strict, $defs: { A: object({ a: string }, closed) } }],
    ...[
      { allOf: [strict] },
      { oneOf: [strict] },
      { not: strict },
      { if: strict, else: strict },
      { patternProperties: { '^x': string } },
      { dependentRequired: { a: ['a'] } },
      { propertyNames: string },
    ].map(keyword => [`says ${Object.keys(keyword)[0]}`, { ...strict, ...keyword }] as const),
    ...[{ default: 'x' }, { uniqueItems: true, type: 'array', items: string }, {}].map(
      inner =>
        [
          `has ${JSON.stringify(inner)} inside`,
          object(
            { a: { ...(Object.keys(inner).length > 0 && string), ...inner } },
            { required: ['a'], ...closed },
          ),
        ] as const,
    ),
  ]
  for (const [how, schema] of illegal) {
    it(`is none that ${how}`, () => {
      expect(isStrict(schema)).to.equal(false)
    })
  }
})

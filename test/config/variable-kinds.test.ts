import { expect } from 'chai'
import {
  councilMode,
  councilProgress,
  councilTrigger,
  dollars,
  isHttpUrl,
  list,
  members,
  port,
  seconds,
  text,
  toggle,
  url,
  type VariableKind,
} from '../../src/config/variable-kinds.ts'

const cases: readonly (readonly [string, VariableKind<unknown>, Readonly<Record<string, unknown>>])[] = [
  ['a text', text, { a: 'a', 'a b': 'a b' }],
  [
    'a port',
    port,
    { 0: 0, 8082: 8082, 65535: 65535, 65536: undefined, '-1': undefined, '80.5': undefined, x: undefined },
  ],
  [
    'seconds',
    seconds,
    { 120: 120, 0.5: 0.5, 0: undefined, '-3': undefined, '2m': undefined, Infinity: undefined },
  ],
  [
    'a URL',
    url,
    {
      'https://a.example/v1/': 'https://a.example/v1',
      'http://127.0.0.1:1': 'http://127.0.0.1:1',
      'localhost:8080': undefined,
      'ftp://a.example': undefined,
      'a.example': undefined,
    },
  ],
  [
    'a toggle',
    toggle,
    { 1: true, TRUE: true, on: true, yes: true, 0: false, false: false, off: false, No: false, 2: undefined },
  ],
  ['a list', list, { 'a, b,,c': ['a', 'b', 'c'], a: ['a'], ',': undefined }],
  ['a mode of the council', councilMode, { full: 'full', FAST: 'fast', race: 'race', quick: undefined }],
  ['what convenes the council', councilTrigger, { Auto: 'auto', always: 'always', sometimes: undefined }],
  ['whether a council is shown', councilProgress, { auto: 'auto', OFF: 'off', on: undefined }],
  ['a number of members', members, { 3: 3, 0: undefined, 1.5: undefined, all: undefined }],
  ['dollars', dollars, { '0.25': 0.25, 2: 2, 0: undefined, '-1': undefined, $1: undefined }],
]

describe('the value of a variable', () => {
  for (const [name, kind, values] of cases) {
    it(`is read as ${name}, or refused`, () => {
      for (const [given, expected] of Object.entries(values))
        expect(kind.parse(given), given).to.deep.equal(expected)
    })
  }

  it('is a web address only with a scheme of the web', () => {
    expect(isHttpUrl('HTTPS://A.example')).to.equal(true)
    expect(isHttpUrl('file:///etc/passwd')).to.equal(false)
  })
})

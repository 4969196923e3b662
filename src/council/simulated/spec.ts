/** What a simulated model is like: `a` for one drawn by its name, or `p=.7,noise=1,pos=.5,self=1,fail=.1,lat=1.2,seed=3`. */
import { InvalidRequestError } from '../../anthropic/errors.ts'
import { lotsOf } from '../review/lots.ts'
import { probit } from './probit.ts'

export const forms = ['tool', 'fenced', 'list', 'prose'] as const

export interface Character {
  /** Mean quality of its answers, in standard deviations. */
  readonly skill: number
  /** Standard deviation of its errors as a reviewer. */
  readonly noise: number
  /** What an answer seems worse by for each place further down. */
  readonly pos: number
  /** What its own answer seems better by. */
  readonly self: number
  /** 0 to 1: the share of calls that fail. */
  readonly fail: number
  /** Median seconds of a call. */
  readonly lat: number
  /** How it hands in a review; `prose` holds none. */
  readonly form: (typeof forms)[number]
}

const numbers = ['p', 'skill', 'noise', 'pos', 'self', 'fail', 'lat'] as const
const shares: readonly string[] = ['p', 'fail']
/** `seed` changes nothing but the lots: models of one character with different seeds say different things. */
const keys = [...numbers, 'seed', 'form']

/** Throws `InvalidRequestError` for what is no spec. `sim:` in front may be left out. */
export function characterOf(spec: string): Character {
  const words = spec.replace(/^sim:/, '').replace(/\s*#\d+$/, '')
  if (!words.includes('=')) return drawn(words)
  const given = new Map(words.split(',').map(word => settingOf(word, spec)))
  const number = (key: (typeof numbers)[number], standard: number): number => {
    const text = given.get(key)
    return text === undefined ? standard : numberOf(key, text, spec)
  }
  const form = forms.find(each => each === (given.get('form') ?? 'tool'))
  if (!form) throw fault(spec, `form is one of ${forms.join(', ')}`)
  return {
    skill: number('skill', probit(number('p', 0.7))),
    noise: number('noise', 1),
    pos: number('pos', 0),
    self: number('self', 0),
    fail: number('fail', 0),
    lat: number('lat', 1),
    form,
  }
}

function settingOf(word: string, spec: string): readonly [string, string] {
  const at = word.indexOf('=')
  const [key, text] = [word.slice(0, at).trim(), word.slice(at + 1).trim()]
  if (at < 1 || !keys.includes(key)) throw fault(spec, `"${word}" is not one of ${keys.join(', ')}`)
  return [key, text]
}

function numberOf(key: string, text: string, spec: string): number {
  const value = text === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value)) throw fault(spec, `${key} is a number`)
  if (shares.includes(key) && (value < 0 || value > 1)) throw fault(spec, `${key} goes from 0 to 1`)
  if (['noise', 'lat'].includes(key) && value < 0) throw fault(spec, `${key} is not negative`)
  return value
}

const fault = (spec: string, what: string): InvalidRequestError =>
  new InvalidRequestError(
    `Simulated model "${spec}": ${what}. Write sim:NAME, or settings such as sim:p=.7,noise=1,lat=1.2`,
  )

function drawn(name: string): Character {
  const lots = lotsOf('character', name)
  return {
    skill: probit(0.55 + 0.35 * lots.next()),
    noise: 0.5 + 0.7 * lots.next(),
    pos: 0.3 * lots.next(),
    self: 0.5 * lots.next(),
    fail: 0,
    lat: 0.3 + 0.7 * lots.next(),
    form: 'tool',
  }
}

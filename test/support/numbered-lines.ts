/**
 * A program that records numbered lines, to be killed in the middle: `numbered-lines.ts FILE`. It prints each number once its line
 * was handed over 50 ms ago and the disk has taken it, and ends by itself after ten seconds.
 */
import { silentLog } from '../../src/core/log.ts'
import { type Disk, realDisk } from '../../src/recording/disk.ts'
import { LogFile } from '../../src/recording/log-file.ts'
import { plainHead } from './recordings.ts'

interface HandedOver {
  readonly number: number
  readonly at: number
  /** Of the file, with this line. */
  readonly size: number
}

let taken = 0
const counting: Disk = {
  ...realDisk,
  async write(descriptor, pieces) {
    const count = await realDisk.write(descriptor, pieces)
    taken += count
    return count
  },
}

const ripeAfter = 50
const longestLife = 10_000

async function record(path: string): Promise<void> {
  const file = await LogFile.create(path, plainHead, { log: silentLog, disk: counting })
  const sizeOfHead = taken
  const waiting: HandedOver[] = []
  let number = 0
  const turn = (): void => {
    for (let count = 0; count < 20; count += 1) {
      number += 1
      // Of many sizes, so that lines end anywhere in what the disk takes at once.
      file.append([`{"v":1,"type":"numbered","number":${number},"text":"`, 'ü'.repeat(number % 700), '"}\n'])
      waiting.push({ number, at: Date.now(), size: sizeOfHead + file.size })
    }
    let ripe = ''
    for (let first = waiting[0]; first && isRipe(first); first = waiting[0]) {
      ripe += `${first.number}\n`
      waiting.shift()
    }
    if (ripe) process.stdout.write(ripe)
    if (performance.now() > longestLife) process.exit(1)
    setImmediate(turn)
  }
  turn()
}

const isRipe = ({ at, size }: HandedOver): boolean => Date.now() - at >= ripeAfter && taken >= size

await record(process.argv[2] ?? '')

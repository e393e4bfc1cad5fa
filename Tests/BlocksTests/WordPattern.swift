import TestSupport

/// How the words of a column follow each other.
enum WordPattern: CaseIterable, Sendable {
    case zeros, allOnes, constant, ascending, descending, alternating, few, runs, bytes, words
    case jitteredTimes, millisecondTimes, outliers, lowOutliers, signed, logUniform, repeated
    case phrases, repeatedWide, stripes, fewWide, sparse, walk

    func words(count: Int, seed: UInt64 = 1) -> [UInt64] {
        var random = SplitMix64(seed: seed)
        var time: UInt64 = 1_675_079_453_330_227_008
        var phrase = 0
        let period = (0..<97).map { _ in random.next() >> 40 }
        let wide = (0..<211).map { _ in random.next() }
        return (0..<count).map { row in
            let number = UInt64(row)
            switch self {
            case .zeros: return 0
            case .allOnes: return .max
            case .constant: return 4711
            case .ascending: return 1000 + 3 * number
            case .descending: return 0 &- 7 &* number
            case .alternating: return row % 2 == 0 ? 0 : .max
            case .few: return [5, 17, 5, 900, 12][random.below(5)]
            case .runs: return UInt64(row / 50 % 9)
            case .bytes: return random.next() >> 56
            case .words: return random.next()
            case .jitteredTimes:
                time += 15_000_000_000 + random.next() >> 40
                return time
            case .millisecondTimes:
                time += 1_000_000 * (random.next() >> 54)
                return time
            case .outliers: return row % 60 == 7 ? random.next() : random.next() >> 58
            case .lowOutliers: return (1 << 40) &- (row % 70 == 3 ? 1 << 50 : random.next() >> 60)
            case .signed: return UInt64(bitPattern: Int64(random.below(2001) - 1000))
            case .logUniform: return random.next() >> UInt64(1 + random.below(63))
            case .repeated: return period[row % period.count]
            case .repeatedWide: return wide[row % wide.count]
            case .phrases:
                if row % 9 == 0 { phrase = random.below(10) }
                return period[phrase * 9 + row % 9] >> 20
            case .stripes: return (number % 7) << 40 | (number / 300) << 16 | random.next() >> 56
            case .fewWide: return wide[random.below(12)]
            case .walk:
                let step = random.next() >> UInt64(35 + random.below(28))
                time &+= row % 2 == 0 ? step : 0 &- step
                return time
            case .sparse: return row % 500 == 499 ? random.next() >> 32 : 0
            }
        }
    }
}

/// The sizes around those of the blocks in an encoding.
let chunkSizes = [0, 1, 2, 127, 128, 129, 1023, 1024, 1025, 16_384]

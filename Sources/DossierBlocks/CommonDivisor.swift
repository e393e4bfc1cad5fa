/// The largest number that divides the difference of any two words; 1 if there is no larger one.
///
/// Clocks that tick in milliseconds or microseconds leave a factor in times of nanoseconds.
func commonDivisor(of words: UnsafeBufferPointer<UInt64>, minimum: UInt64) -> UInt64 {
    var divisor: UInt64 = 0
    // Most columns show within a few words that there is none.
    let step = max(1, words.count / 64)
    for index in stride(from: 0, to: words.count, by: step) {
        divisor = greatestCommonDivisor(divisor, words[index] &- minimum)
        if divisor == 1 { return 1 }
    }
    for word in words where divisor != 1 {
        let difference = word &- minimum
        guard divisor == 0 || difference % divisor != 0 else { continue }
        divisor = greatestCommonDivisor(divisor, difference)
    }
    return max(1, divisor)
}

private func greatestCommonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
}

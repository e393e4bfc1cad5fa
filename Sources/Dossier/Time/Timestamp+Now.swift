internal import Glibc

extension Timestamp {
    /// The time of the machine's clock.
    package static var now: Timestamp {
        var clock = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        return Timestamp(seconds: Int64(clock.tv_sec)) + .nanoseconds(clock.tv_nsec)
    }
}

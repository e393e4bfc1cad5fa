internal import Glibc
internal import Synchronization

/// What a verb has to say or remove when the user presses Ctrl-C.
///
/// A thread of its own waits for the signal, so that the answer comes at once, whatever the verb
/// waits for.
enum Interruption {
    private static let action = Mutex<(@Sendable () -> Void)?>(nil)

    /// Exit codes of commands that a signal ended, as shells count them.
    private static let exitCode: Int32 = 128 + SIGINT

    /// Calls `body` on Ctrl-C, and ends the process then.
    ///
    /// Has to come before threads are started. Does nothing where the caller wants the signal to be
    /// ignored, as shells do for background jobs.
    static func handle(_ body: @escaping @Sendable () -> Void) {
        let previous = signal(SIGINT, SIG_DFL)
        if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
            signal(SIGINT, SIG_IGN)
            return
        }
        action.withLock { $0 = body }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        guard pthread_sigmask(SIG_BLOCK, &signals, nil) == 0 else { return }
        var thread = pthread_t()
        let isStarted = pthread_create(&thread, nil, { _ in Interruption.wait() }, nil) == 0
        if !isStarted { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
    }

    private static func wait() -> UnsafeMutableRawPointer? {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        var received: Int32 = 0
        guard sigwait(&signals, &received) == 0 else { return nil }
        action.withLock { $0?() }
        _exit(exitCode)
    }
}

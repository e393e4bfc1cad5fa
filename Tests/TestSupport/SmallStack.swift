import Foundation

/// Runs something on a thread with the smallest stack that systems give to threads by default.
package enum SmallStack {
    private final class Box<Value>: @unchecked Sendable {
        var value: Value?
    }

    package static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value?) -> Value? {
        let box = Box<Value>()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            box.value = body()
            done.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        done.wait()
        return box.value
    }
}

internal import DossierPromQL

/// The points of a series of an answer, in the order of time.
public struct QueryPoints: RandomAccessCollection, Sendable {
    private enum Storage {
        case numbers(FloatPoints)
        case points([QueryPoint])
    }

    private let storage: Storage

    init(_ numbers: FloatPoints) {
        storage = .numbers(numbers)
    }

    init(_ points: [QueryPoint]) {
        storage = .points(points)
    }

    public var startIndex: Int { 0 }

    public var endIndex: Int {
        switch storage {
        case .numbers(let numbers): numbers.count
        case .points(let points): points.count
        }
    }

    public subscript(position: Int) -> QueryPoint {
        switch storage {
        case .numbers(let numbers):
            let point = numbers[position]
            return QueryPoint(time: point.milliseconds, value: .number(point.value))
        case .points(let points): return points[position]
        }
    }
}

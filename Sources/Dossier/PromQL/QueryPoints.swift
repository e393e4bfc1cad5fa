internal import DossierPromQL

/// The points of a series of a result, in the order of time.
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

    /// The position of the first point, which is 0.
    public var startIndex: Int { 0 }

    /// The number of points.
    public var endIndex: Int {
        switch storage {
        case .numbers(let numbers): numbers.count
        case .points(let points): points.count
        }
    }

    /// The point at a position.
    public subscript(position: Int) -> QueryPoint {
        switch storage {
        case .numbers(let numbers):
            let point = numbers[position]
            return QueryPoint(time: point.milliseconds, value: .number(point.value))
        case .points(let points): return points[position]
        }
    }
}

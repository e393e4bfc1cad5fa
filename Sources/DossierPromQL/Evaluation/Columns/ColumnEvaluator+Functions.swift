extension ColumnEvaluator {
    /// A function of each value by itself; nil for other functions.
    func callOnVector(_ node: FunctionCall) throws -> [ValueColumn]? {
        guard node.function.isOfSingleValues, let argument = node.arguments.first else {
            return nil
        }
        var columns = try vector(of: argument)
        let parameters = try node.arguments.dropFirst().map { try scalars(of: $0) }
        var current = parameters.map { _ in 0.0 }
        for step in 0..<grid.count {
            for index in parameters.indices { current[index] = parameters[index][step] }
            let isEmpty = node.function == .clamp && current[1] < current[0]
            for index in columns.indices {
                let value = columns[index].values[step]
                guard !value.isStaleMarker else { continue }
                columns[index].values[step] =
                    isEmpty
                    ? .staleMarker : try plain.transform(node.function, value, current)
            }
        }
        for index in columns.indices { columns[index].isNameDropped = true }
        return columns
    }
}

extension PromQLFunction {
    fileprivate var isOfSingleValues: Bool {
        switch self {
        case .abs, .ceil, .floor, .round, .exp, .sqrt, .ln, .log2, .log10, .sgn, .sin, .cos, .tan,
            .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .rad, .deg, .clamp,
            .clampMin, .clampMax, .minute, .hour, .dayOfMonth, .dayOfWeek, .dayOfYear,
            .daysInMonth, .month, .year:
            true
        default: false
        }
    }
}

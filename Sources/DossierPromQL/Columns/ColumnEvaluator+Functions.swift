import DossierPromQLSyntax

extension ColumnEvaluator {
    func call(_ node: FunctionCall) throws -> [ValueColumn] {
        if node.function.signature.argumentTypes.contains(.matrix) {
            return try callExactly(node) ?? callOnRange(node)
        }
        switch node.function {
        case .vector:
            return [ValueColumn(labels: .empty, values: try scalars(of: node.arguments[0]))]
        case .absent: return try absent(node)
        case .labelReplace: return try replaceLabel(node)
        case .labelJoin: return try joinLabels(node)
        case .histogramQuantile: return try histogramQuantile(node)
        case .histogramAvg, .histogramCount, .histogramSum, .histogramStddev, .histogramStdvar:
            return try measure(node)
        case .histogramFraction, .histogramQuantiles: return try stepwise(.call(node))
        case .sort, .sortDesc, .sortByLabel, .sortByLabelDesc: return try sort(node)
        case .timestamp, .startTimestamp: return try times(node)
        case .info: return try info(node)
        default: return try callOnValues(node)
        }
    }

    /// A function of each value by itself.
    private func callOnValues(_ node: FunctionCall) throws -> [ValueColumn] {
        var columns: [ValueColumn]
        if let argument = node.arguments.first {
            columns = try vector(of: argument).map { $0.withFloatsAlone() }
        } else {
            let times = (0..<grid.count).map { Double(grid.time($0)) / 1000 }
            columns = [ValueColumn(labels: .empty, values: times)]
        }
        let parameters = try node.arguments.dropFirst().map { try scalars(of: $0) }
        let areFixed = node.arguments.dropFirst().allSatisfy(\.isNumber)
        var current = parameters.map { $0[0] }
        for index in columns.indices {
            try budget.check()
            columns[index].isNameDropped = true
            if node.function == .abs {
                columns[index].values.transform { $0.magnitude }
                continue
            }
            for step in 0..<grid.count {
                let value = columns[index].values[step]
                guard !value.isStaleMarker else { continue }
                if !areFixed {
                    for place in parameters.indices { current[place] = parameters[place][step] }
                }
                let isEmpty = node.function == .clamp && current[1] < current[0]
                columns[index].values[step] =
                    isEmpty ? .staleMarker : try steps.transform(node.function, value, current)
            }
        }
        return try columns.filter { !$0.isEmpty }.merged(isStrict: true)
    }

    private func absent(_ node: FunctionCall) throws -> [ValueColumn] {
        let columns = try vector(of: node.arguments[0])
        var result = ValueColumn(
            labels: steps.absentLabels(node.arguments[0]),
            values: Array(repeating: 1, count: grid.count)
        )
        for column in columns {
            for step in 0..<grid.count where column.has(step) { result.remove(step) }
        }
        return result.isEmpty ? [] : [result]
    }

    /// Numbers of native histograms, which are compared with those before to find resets.
    private func measure(_ node: FunctionCall) throws -> [ValueColumn] {
        var evaluator = self
        evaluator.steps.detectsResets =
            node.function != .histogramStddev && node.function != .histogramStdvar
        let argument = node.arguments[0]
        let columns = try evaluator.vector(of: argument).filter(\.hasHistograms)
        return try stepwise(.call(node), [argument.range: columns])
    }

    private func sort(_ node: FunctionCall) throws -> [ValueColumn] {
        guard grid.count > 1 else { return try stepwise(.call(node)) }
        if steps.step > 0 { steps.warnOfSorting(node) }
        let columns = try vector(of: node.arguments[0])
        guard node.function == .sort || node.function == .sortDesc else { return columns }
        return columns.map { $0.withFloatsAlone() }.filter { !$0.isEmpty }
    }

    private func times(_ node: FunctionCall) throws -> [ValueColumn] {
        let isStart = node.function == .startTimestamp
        guard case .vectorSelector(let selector) = node.arguments[0].withoutParentheses else {
            return isStart ? [] : try stepwise(.call(node))
        }
        guard let columns = try times(selector, ofStart: isStart) else {
            return try stepwise(.call(node))
        }
        return try columns.merged(isStrict: true)
    }

    /// The series that information comes from are read once.
    private func info(_ node: FunctionCall) throws -> [ValueColumn] {
        var evaluator = steps
        var known = KnownVectors(grid: grid)
        known.add(try vector(of: node.arguments[0]), of: node.arguments[0])
        evaluator.known = known
        evaluator.storage = HeldSeries(from: steps.storage, sampleCountMax: budget.rest)
        return try stepwise(.call(node), by: evaluator)
    }
}

extension PromQLExpression {
    var isNumber: Bool {
        if case .number = withoutParentheses { true } else { false }
    }
}

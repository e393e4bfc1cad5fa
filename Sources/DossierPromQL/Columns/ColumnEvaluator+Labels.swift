import DossierPromQLSyntax

extension ColumnEvaluator {
    func replaceLabel(_ node: FunctionCall) throws -> [ValueColumn] {
        let replacement = try LabelReplacement(
            node.arguments.dropFirst().map { try steps.string(of: $0) }
        )
        return try relabelled(node.arguments[0], replacement.target) { labels in
            replacement.apply(labels)
        }
    }

    func joinLabels(_ node: FunctionCall) throws -> [ValueColumn] {
        let join = try LabelJoin(
            node.arguments.dropFirst().map { try steps.string(of: $0) }
        )
        return try relabelled(node.arguments[0], join.target) { labels in join.apply(labels) }
    }

    private func relabelled(
        _ expression: PromQLExpression,
        _ target: [UInt8],
        _ change: (Labels) -> Labels?
    ) throws -> [ValueColumn] {
        var columns = try vector(of: expression)
        for index in columns.indices {
            guard let labels = change(columns[index].labels) else { continue }
            columns[index].labels = labels
            if target == LabelName.metricName { columns[index].isNameDropped = false }
        }
        return try columns.merged(isStrict: true)
    }
}

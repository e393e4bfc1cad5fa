internal import DossierLogQLSyntax
internal import DossierPromQLSyntax

extension LogQLExpression {
    /// The expression for those of its entries that meet conditions, too, as far as LogQL can say
    /// them: not times, nor texts outside of bodies, and of severities only numbers.
    ///
    /// ```swift
    /// var errors = LogQuery()
    /// errors.service = "cart"
    /// errors.text = "timeout"
    /// print(LogQLExpression(errors))  // {service_name="cart"} |= "timeout"
    /// ```
    ///
    /// - Parameter conditions: The conditions, and the expression that they narrow; without one all
    ///   streams are selected.
    public init(_ conditions: LogQuery) {
        let all = LabelMatcher(
            name: "service_name",
            kind: .matchesRegularExpression,
            value: ".+"
        )
        guard let written = conditions.logQL?.query else {
            let selector = conditions.service == nil ? [all] : []
            self.init(.log(LogPipeline(selector: selector).narrowed(by: conditions)))
            return
        }
        switch written {
        case .log(let pipeline): self.init(.log(pipeline.narrowed(by: conditions)))
        case .metric(let metric): self.init(.metric(metric.narrowed(by: conditions)))
        }
    }
}

extension LogMetric {
    /// Recursion is bounded by the nesting of queries.
    fileprivate func narrowed(by conditions: LogQuery) -> LogMetric {
        switch self {
        case .number, .constant: return self
        case .range(var aggregation):
            aggregation.range.pipeline = aggregation.range.pipeline.narrowed(by: conditions)
            return .range(aggregation)
        case .vector(var aggregation):
            aggregation.operand = aggregation.operand.narrowed(by: conditions)
            return .vector(aggregation)
        case .binary(var operation):
            operation.left = operation.left.narrowed(by: conditions)
            operation.right = operation.right.narrowed(by: conditions)
            return .binary(operation)
        case .labelReplace(var replacement):
            replacement.operand = replacement.operand.narrowed(by: conditions)
            return .labelReplace(replacement)
        }
    }
}

extension LogPipeline {
    fileprivate func narrowed(by conditions: LogQuery) -> LogPipeline {
        var narrowed = self
        if let service = conditions.service {
            let matcher = LabelMatcher(
                name: "service_name",
                kind: .equal,
                value: ByteString(service)
            )
            if !selector.contains(matcher) { narrowed.selector.append(matcher) }
        }
        var added: [LogStage] = []
        if conditions.textPlace == .body {
            if let text = conditions.text {
                let operand = LineFilter.Operand.text(ByteString(text))
                added.append(.lineFilter(LineFilter(kind: .contains, operands: [operand])))
            }
            if let pattern = conditions.pattern {
                let operand = LineFilter.Operand.text(ByteString(pattern.source))
                added.append(.lineFilter(LineFilter(kind: .matches, operands: [operand])))
            }
        }
        let severity = [
            conditions.minimumSeverity?.lowestNumber, conditions.minimumSeverityNumber,
        ].compactMap(\.self).max()
        if let severity {
            added.append(
                .labelFilter(
                    .number(label: "severity_number", .greaterOrEqual, Double(severity))
                )
            )
        }
        if let trace = conditions.trace {
            let matcher = LabelMatcher(
                name: "trace_id",
                kind: .equal,
                value: ByteString(trace.hex)
            )
            added.append(.labelFilter(.matches(matcher)))
        }
        // Conditions are on what is stored.
        narrowed.stages = added + stages
        return narrowed
    }
}

import DossierPrimitives

/// The log records that services write while they work on the spans of a trace.
struct RequestLog {
    let system: SimulatedSystem

    /// A span from whose random choices its records are made.
    private struct Context {
        let span: SimulatedSpan
        let template: SpanTemplate
        let traceID: SimulatedTrace.ID
        var details: SplitMix64

        func frame(
            _ severity: LogRecordFrame.Severity,
            at time: UInt64,
            with attributes: [UInt8] = [],
            eventName: StaticString? = nil
        ) -> LogRecordFrame {
            LogRecordFrame(
                severity: severity,
                time: time,
                attributes: [template.codeAttributes, attributes],
                span: (traceID, span.id),
                eventName: eventName
            )
        }
    }

    /// Adds the records of a trace; every span with an error has one that says so.
    func add(_ trace: SimulatedTrace, to lines: inout OTLPJSONLines) {
        for span in trace.spans {
            var context = Context(
                span: span,
                template: system.templates[span.template],
                traceID: trace.id,
                details: span.details(.logs)
            )
            switch (context.template.role, span.failure) {
            case (.client, .none):
                break
            case (.client, _):
                addFailedCall(&context, to: &lines)
            case (.server, .none):
                addServed(&context, to: &lines)
            case (.query, .none):
                addQuery(&context, to: &lines)
            case (.consumer, .none), (.job, .none):
                addProcessed(&context, to: &lines)
            case (.work, .none) where context.details.chance(0.4):
                addWork(&context, to: &lines)
            case (.work, .none), (.producer, .none):
                break
            default:
                addFailure(&context, to: &lines)
            }
        }
    }

    private func addServed(_ context: inout Context, to lines: inout OTLPJSONLines) {
        let span = context.span
        if context.details.chance(0.3) {
            var details = context.details
            add(context, .debug, at: span.start + 20_000, to: &lines) { json in
                json.text("Accepted ")
                json.text(context.template.label)
                json.text(" from ")
                json.text(ipAddress: details.below(1 << 16))
                json.text(", request ")
                json.text(uuid: &details)
            }
        }
        let isEntry = span.parent == nil
        if isEntry {
            addAccessRecord(&context, to: &lines)
        } else if context.details.chance(0.6) {
            let user = context.details.below(100_000)
            add(context, .info, at: span.end, to: &lines) { json in
                json.text(context.template.label)
                json.text(" for user ")
                json.text(integer: user)
                json.text(" answered ")
                json.text(integer: context.template.successStatus)
                json.text(" in ")
                json.text(milliseconds: span.duration)
            }
        }
        if isEntry, context.template.successStatus == 201 {
            addBusinessEvent(&context, to: &lines)
        }
    }

    /// An access log whose lines are JSON: a string that holds an object of its own.
    private func addAccessRecord(_ context: inout Context, to lines: inout OTLPJSONLines) {
        let user = context.details.below(100_000)
        add(context, .info, at: context.span.end, to: &lines) { json in
            json.text(#"{\"msg\":\"request completed\",\"request\":\""#)
            json.text(context.template.label)
            json.text(#"\",\"user\":"#)
            json.text(integer: user)
            json.text(#",\"status\":"#)
            json.text(integer: context.template.successStatus)
            json.text(#",\"responseTime\":"#)
            json.text(decimal: context.span.duration / 1_000, fractionDigits: 3)
            json.text("}")
        }
    }

    private func addBusinessEvent(_ context: inout Context, to lines: inout OTLPJSONLines) {
        var details = context.details
        let frame = context.frame(.info, at: context.span.end, eventName: "shop.cart.changed")
        add(frame, from: context, to: &lines) { json in
            json.openMapBody()
            json.openAttribute("cart.id")
            json.text(uuid: &details)
            json.closeAttribute()
            json.attribute("items", integer: 1 + details.below(9))
            json.attribute("total", decimal: 499 + details.below(40_000), fractionDigits: 2)
            json.attribute("guest", boolean: details.chance(0.2))
            json.closeMapBody()
        }
    }

    private func addQuery(_ context: inout Context, to lines: inout OTLPJSONLines) {
        let span = context.span
        let isSlow = span.duration > 5_000_000
        guard isSlow || context.details.chance(0.15) else { return }
        let rows = context.details.below(25)
        add(context, isSlow ? .warn : .debug, at: span.end, to: &lines) { json in
            json.text(isSlow ? "Slow query: " : "Query: ")
            json.text(context.template.label)
            json.text(" took ")
            json.text(milliseconds: span.duration)
            json.text(", ")
            json.text(integer: rows)
            json.text(" rows")
        }
    }

    private func addProcessed(_ context: inout Context, to lines: inout OTLPJSONLines) {
        var details = context.details
        let isMessage = context.template.role == .consumer
        let frame = context.frame(
            .info,
            at: context.span.end,
            eventName: isMessage ? "shop.message.processed" : nil
        )
        add(frame, from: context, to: &lines) { json in
            json.openMapBody()
            json.openAttribute("task")
            json.text(context.template.label)
            json.closeAttribute()
            json.attribute("attempt", integer: 1 + details.below(2))
            json.attribute(
                "elapsed_ms",
                decimal: context.span.duration / 1_000,
                fractionDigits: 3
            )
            json.closeMapBody()
        }
    }

    private func addWork(_ context: inout Context, to lines: inout OTLPJSONLines) {
        let items = 1 + context.details.below(64)
        add(context, .debug, at: context.span.end, to: &lines) { json in
            json.text("Finished step '")
            json.text(context.template.label)
            json.text("' over ")
            json.text(integer: items)
            json.text(" items in ")
            json.text(milliseconds: context.span.duration)
        }
    }

    private func addFailedCall(_ context: inout Context, to lines: inout OTLPJSONLines) {
        let span = context.span
        let failure = failureTexts(of: span)
        let exception = span.failure == .timedOut ? failure.timedOut : []
        let severity = span.failure == .timedOut ? LogRecordFrame.Severity.error : .warn
        let frame = context.frame(severity, at: span.end, with: exception)
        add(frame, from: context, to: &lines) { json in
            json.openTextBody()
            json.text(context.template.label)
            if let status = span.failure.responseStatus(success: 0) {
                json.text(" answered ")
                json.text(integer: status)
                json.text(" after ")
            } else {
                json.text(" did not answer within ")
            }
            json.text(milliseconds: span.duration)
            json.closeTextBody()
        }
    }

    private func addFailure(_ context: inout Context, to lines: inout OTLPJSONLines) {
        let span = context.span
        let failure = failureTexts(of: span)
        let request = context.details.next()
        let exception = span.failure == .raised ? failure.raised : []
        let frame = context.frame(.error, at: span.end, with: exception)
        add(frame, from: context, to: &lines) { json in
            json.openTextBody()
            json.text(context.template.label)
            json.text(" failed (request ")
            json.text(hex: request)
            json.text("): ")
            if span.failure == .raised {
                json.text(failure.message)
            } else {
                json.text("a dependency failed")
            }
            json.closeTextBody()
        }
    }

    private func failureTexts(of span: SimulatedSpan) -> FailureTexts {
        system.service(of: span.instance).failure
    }

    /// Adds a record whose body is a text.
    private func add(
        _ context: Context,
        _ severity: LogRecordFrame.Severity,
        at time: UInt64,
        to lines: inout OTLPJSONLines,
        _ message: (inout JSONWriter) -> Void
    ) {
        add(context.frame(severity, at: time), from: context, to: &lines) { json in
            json.openTextBody()
            message(&json)
            json.closeTextBody()
        }
    }

    private func add(
        _ frame: LogRecordFrame,
        from context: Context,
        to lines: inout OTLPJSONLines,
        body: (inout JSONWriter) -> Void
    ) {
        lines.add(from: context.span.instance, .application) { json in
            frame.write(to: &json, body: body)
        }
    }
}

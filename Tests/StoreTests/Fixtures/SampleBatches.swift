import DossierColumns

/// A batch with rows of every table and values of every type.
func sampleBatch(seed: Int = 0) -> Batch {
    var builder = BatchBuilder()
    let time: UInt64 = 1_700_000_000_000_000_000 + UInt64(seed) * 1_000_000_000
    let shop = builder.resource(service: "shop", ["host.name": .string("a")])
    let bank = builder.resource(service: "bank")
    let library = builder.scope("library")
    let first = traceID(seed * 10 + 1)
    let second = traceID(seed * 10 + 2)

    builder.event(time: time + 5, name: "retry", ["attempt": .int(1)])
    builder.event(time: time + 3, name: "start")
    builder.link(trace: traceID(900), spanID: 77, ["why": .string("batch")])
    builder.span(
        trace: second,
        id: 21,
        start: time + 2,
        end: time + 9,
        name: "pay",
        status: 2,
        resource: bank,
        scope: library,
        ["amount": .double(5), "ok": .bool(false), "items": .array([.int(1), .empty])]
    )
    builder.span(
        trace: first,
        id: 12,
        parent: 11,
        start: time + 1,
        end: time + 4,
        name: "cart",
        resource: shop,
        scope: library,
        ["amount": .int(5), "raw": .bytes([0, 255])]
    )
    builder.event(time: time + 1, name: "click", ["nothing": .empty])
    builder.span(
        trace: first,
        id: 11,
        start: time,
        end: time + 8,
        name: "buy",
        resource: shop,
        scope: library,
        ["amount": .string("5")]
    )
    builder.span(trace: nil, id: 5, start: 0, end: 0, resource: bank, scope: library)

    builder.log(
        trace: first,
        spanID: 12,
        time: time + 2,
        body: .string("put into cart"),
        resource: shop,
        scope: library
    )
    builder.log(
        trace: nil,
        time: 0,
        observed: time + 1,
        body: .array([.string("a"), .double(0.5)]),
        resource: bank,
        scope: library,
        ["code": .int(-3)]
    )
    builder.log(trace: second, time: time + 1, body: .empty, resource: bank, scope: library)

    let requests = builder.metric("requests", kind: 2)
    let memory = builder.metric("memory", unit: "By")
    _ = builder.series(resource: shop, scope: library, metric: builder.metric("declared"))
    let slow = builder.series(
        resource: shop,
        scope: library,
        metric: requests,
        ["route": .string("/slow"), "n": .int(1)]
    )
    let used = builder.series(
        resource: bank,
        scope: library,
        metric: memory,
        ["trace_id": .string(first.hex), "list": .array([.bool(true)])]
    )
    builder.point(series: used, time: time + 20, value: 2.5)
    let point = builder.point(series: slow, start: time, time: time + 10, value: 3)
    builder.point(series: used, time: time + 10, value: 1.5)
    builder.exemplar(of: point, trace: first, spanID: 12, time: time + 2, value: 1)
    builder.exemplar(of: point, trace: nil, time: time + 3, value: 2, ordinal: 1)
    return builder.batch
}

import DossierPrimitives

/// The web shop whose incidents are simulated.
///
/// The services stand in order of importance: a small system has the first few. Calls form a
/// directed graph without cycles; a step whose callee is not in the system is left out.
enum ShopBlueprint {
    typealias Traffic = (cumulativeShare: Double, service: String, entry: ServiceBlueprint.Entry)

    /// The entry operations of traces, in ascending order of the cumulative share of traces.
    ///
    /// An entry whose service is missing leaves its share to the next; the last is always there.
    static let traffic: [Traffic] = [
        (0.03, "inventory", .job("restock")),
        (0.06, "payment", .job("reconcile settlements")),
        (0.14, "frontend", .endpoint(method: "GET", route: "/search")),
        (0.32, "frontend", .endpoint(method: "POST", route: "/cart/items")),
        (0.50, "frontend", .endpoint(method: "POST", route: "/checkout")),
        (0.70, "frontend", .endpoint(method: "GET", route: "/product/{id}")),
        (1.00, "frontend", .endpoint(method: "GET", route: "/")),
    ]

    static let services = [
        frontend, checkout, payment, catalog, cart, inventory, shipping, email,
        currency, recommendation, search, accounts, pricing, orders, reviews, ads,
    ]

    /// A service beyond those of the shop: one endpoint, to be called by whatever asks for it.
    static func worker(_ number: Int, _ random: inout SplitMix64) -> ServiceBlueprint {
        let languages: [SimulatedLanguage] = [.java, .go, .python, .nodejs]
        return ServiceBlueprint(
            name: "worker-\(number)",
            language: languages[random.index(below: languages.count)],
            database: "postgresql",
            failureMessage: "task \(number) rejected: queue is full",
            operations: [
                .serving(
                    "POST",
                    "/tasks/{task}",
                    median: 1_000 + random.below(6_000),
                    [
                        .work("run task"),
                        .query(
                            "INSERT",
                            "task_results",
                            "INSERT INTO task_results (task, result) VALUES ($1, $2)"
                        )
                        .sometimes(0.7),
                    ]
                )
            ]
        )
    }

    private static let frontend = ServiceBlueprint(
        name: "frontend",
        language: .nodejs,
        database: "redis",
        failureMessage: "Cannot read properties of undefined (reading 'items')",
        operations: [
            .serving(
                "GET",
                "/",
                median: 4_000,
                [
                    .query("GET", "session", "GET session:?"),
                    .work("resolve feature flags"),
                    .call("catalog", "GET", "/products"),
                    .call("recommendation", "GET", "/recommendations").sometimes(0.8).optional,
                    .call("ads", "GET", "/ads").sometimes(0.6).optional,
                    .work("render home page"),
                ]
            ),
            .serving(
                "GET",
                "/product/{id}",
                median: 3_500,
                [
                    .query("GET", "session", "GET session:?"),
                    .work("resolve feature flags"),
                    .call("catalog", "GET", "/products/{id}"),
                    .call("currency", "GET", "/rates/{pair}").sometimes(0.5),
                    .call("reviews", "GET", "/reviews/{id}").optional,
                    .call("recommendation", "GET", "/recommendations").sometimes(0.5).optional,
                    .work("render product page"),
                ]
            ),
            .serving(
                "POST",
                "/cart/items",
                median: 2_500,
                [
                    .query("GET", "session", "GET session:?"),
                    .work("resolve feature flags"),
                    .call("accounts", "GET", "/sessions/{id}").sometimes(0.9),
                    .call("cart", "POST", "/carts/{id}/items"),
                    .work("render cart"),
                ]
            ),
            .serving(
                "POST",
                "/checkout",
                median: 3_000,
                [
                    .query("GET", "session", "GET session:?"),
                    .work("resolve feature flags"),
                    .call("accounts", "GET", "/sessions/{id}"),
                    .call("checkout", "POST", "/orders"),
                    .work("render confirmation"),
                ]
            ),
            .serving(
                "GET",
                "/search",
                median: 2_500,
                [
                    .query("GET", "session", "GET session:?"),
                    .work("resolve feature flags"),
                    .call("search", "GET", "/search"),
                    .call("currency", "GET", "/rates/{pair}").sometimes(0.3),
                    .work("render results"),
                ]
            ),
        ]
    )

    private static let checkout = ServiceBlueprint(
        name: "checkout",
        language: .go,
        database: "postgresql",
        failureMessage: "order could not be committed: serialization failure (40001)",
        operations: [
            .serving(
                "POST",
                "/orders",
                median: 6_000,
                [
                    .call("cart", "GET", "/carts/{id}"),
                    .call("pricing", "POST", "/prices"),
                    .call("inventory", "POST", "/reservations"),
                    .call("shipping", "POST", "/quotes"),
                    .call("payment", "POST", "/charges"),
                    .query(
                        "INSERT",
                        "orders",
                        "INSERT INTO orders (id, user_id, total, currency) VALUES ($1, $2, $3, $4)"
                    ),
                    .publish("settlements"),
                    .publish("orders"),
                ]
            )
        ]
    )

    private static let payment = ServiceBlueprint(
        name: "payment",
        language: .java,
        database: "postgresql",
        failureMessage: "Timeout waiting for connection from pool: 20 of 20 in use",
        operations: [
            .serving(
                "POST",
                "/charges",
                median: 18_000,
                [
                    .call("currency", "GET", "/rates/{pair}").sometimes(0.4),
                    .query("SELECT", "cards", "SELECT token FROM cards WHERE user_id = ?"),
                    .work("score risk"),
                    .work("authorise card"),
                    .query(
                        "INSERT",
                        "charges",
                        "INSERT INTO charges (id, order_id, amount, state) VALUES (?, ?, ?, 'AUTHORISED')"
                    ),
                ]
            ),
            .consuming(
                "settlements",
                median: 5_000,
                [
                    .work("settle charge"),
                    .query(
                        "UPDATE",
                        "charges",
                        "UPDATE charges SET state = 'SETTLED' WHERE id = ?"
                    ),
                ]
            ),
            .running(
                "reconcile settlements",
                median: 9_000,
                [
                    .query(
                        "SELECT",
                        "charges",
                        "SELECT id, amount FROM charges WHERE state = 'AUTHORISED' LIMIT 500"
                    ),
                    .work("match settlements"),
                    .query(
                        "UPDATE",
                        "charges",
                        "UPDATE charges SET state = 'SETTLED' WHERE id = ANY(?)"
                    ),
                ]
            ),
        ]
    )

    private static let catalog = ServiceBlueprint(
        name: "catalog",
        language: .go,
        database: "postgresql",
        failureMessage: "pq: canceling statement due to statement timeout",
        operations: [
            .serving(
                "GET",
                "/products",
                median: 3_000,
                [
                    .query(
                        "SELECT",
                        "products",
                        "SELECT id, name, price, stock FROM products WHERE category = $1 LIMIT 24"
                    ),
                    .call("pricing", "POST", "/prices").sometimes(0.5),
                    .query(
                        "SELECT",
                        "products",
                        "SELECT count(*) FROM products WHERE category = $1"
                    ),
                    .work("encode products"),
                ]
            ),
            .serving(
                "GET",
                "/products/{id}",
                median: 1_500,
                [
                    .query("SELECT", "products", "SELECT * FROM products WHERE id = $1"),
                    .query(
                        "SELECT",
                        "product_images",
                        "SELECT url, width, height FROM product_images WHERE product_id = $1"
                    )
                    .sometimes(0.7),
                    .work("encode product"),
                ]
            ),
        ]
    )
}

/// The services behind the shop's main path.
extension ShopBlueprint {
    static let cart = ServiceBlueprint(
        name: "cart",
        language: .python,
        database: "redis",
        failureMessage: "Connection to redis:6379 closed by server",
        operations: [
            .serving(
                "GET",
                "/carts/{id}",
                median: 1_200,
                [.query("HGETALL", "cart", "HGETALL cart:?")]
            ),
            .serving(
                "POST",
                "/carts/{id}/items",
                median: 2_200,
                [
                    .call("catalog", "GET", "/products/{id}"),
                    .call("inventory", "GET", "/stock/{sku}"),
                    .query("HSET", "cart", "HSET cart:? ? ?"),
                    .query("EXPIRE", "cart", "EXPIRE cart:? 86400").sometimes(0.5),
                ]
            ),
        ]
    )

    static let inventory = ServiceBlueprint(
        name: "inventory",
        language: .java,
        database: "postgresql",
        failureMessage: "Deadlock found when trying to get lock on table stock",
        operations: [
            .serving(
                "POST",
                "/reservations",
                median: 4_000,
                [
                    .query(
                        "SELECT",
                        "stock",
                        "SELECT sku, quantity FROM stock WHERE sku = ANY(?) FOR UPDATE"
                    ),
                    .query(
                        "UPDATE",
                        "stock",
                        "UPDATE stock SET quantity = quantity - ? WHERE sku = ?"
                    ),
                ]
            ),
            .serving(
                "GET",
                "/stock/{sku}",
                median: 900,
                [.query("SELECT", "stock", "SELECT quantity FROM stock WHERE sku = ?")]
            ),
            .running(
                "restock",
                median: 12_000,
                [
                    .query("SELECT", "stock", "SELECT sku FROM stock WHERE quantity < threshold"),
                    .call("catalog", "GET", "/products"),
                    .work("plan purchase orders"),
                    .query(
                        "INSERT",
                        "purchase_orders",
                        "INSERT INTO purchase_orders (sku, quantity) VALUES (?, ?)"
                    ),
                ]
            ),
        ]
    )

    static let shipping = ServiceBlueprint(
        name: "shipping",
        language: .go,
        database: "postgresql",
        failureMessage: "no carrier answered for this postal code",
        operations: [
            .serving(
                "POST",
                "/quotes",
                median: 5_000,
                [
                    .query(
                        "SELECT",
                        "rates",
                        "SELECT carrier, price FROM rates WHERE zone = $1 AND weight >= $2"
                    ),
                    .call("currency", "GET", "/rates/{pair}").sometimes(0.3),
                    .work("compute quote"),
                ]
            )
        ]
    )

    static let email = ServiceBlueprint(
        name: "email",
        language: .python,
        database: "redis",
        failureMessage: "SMTP server refused the recipient",
        operations: [
            .consuming(
                "orders",
                median: 8_000,
                [
                    .work("render template"),
                    .query("SETNX", "sent", "SETNX sent:? 1"),
                    .work("send mail"),
                ]
            )
        ]
    )

    static let currency = ServiceBlueprint(
        name: "currency",
        language: .nodejs,
        database: "redis",
        failureMessage: "no rate for this pair: upstream feed is stale",
        operations: [
            .serving(
                "GET",
                "/rates/{pair}",
                median: 600,
                [.query("GET", "rate", "GET rate:?")]
            )
        ]
    )

    static let recommendation = ServiceBlueprint(
        name: "recommendation",
        language: .python,
        database: "redis",
        failureMessage: "model is not loaded",
        operations: [
            .serving(
                "GET",
                "/recommendations",
                median: 9_000,
                [
                    .query("ZRANGE", "similar", "ZRANGE similar:? 0 31"),
                    .call("catalog", "GET", "/products"),
                    .work("rank candidates"),
                ]
            )
        ]
    )

    static let search = ServiceBlueprint(
        name: "search",
        language: .java,
        database: "opensearch",
        failureMessage: "all shards failed",
        operations: [
            .serving(
                "GET",
                "/search",
                median: 7_000,
                [
                    .query(
                        "search",
                        "products",
                        #"{"query":{"match":{"name":"?"}},"size":24}"#
                    ),
                    .call("catalog", "GET", "/products").sometimes(0.3),
                ]
            )
        ]
    )

    static let accounts = ServiceBlueprint(
        name: "accounts",
        language: .go,
        database: "redis",
        failureMessage: "session store is read-only",
        operations: [
            .serving(
                "GET",
                "/sessions/{id}",
                median: 700,
                [.query("GET", "session", "GET session:?")]
            )
        ]
    )

    static let pricing = ServiceBlueprint(
        name: "pricing",
        language: .java,
        database: "postgresql",
        failureMessage: "Division by zero in discount rule",
        operations: [
            .serving(
                "POST",
                "/prices",
                median: 2_000,
                [
                    .query(
                        "SELECT",
                        "discounts",
                        "SELECT rule, percent FROM discounts WHERE sku = ?"
                    ),
                    .work("apply discounts"),
                ]
            )
        ]
    )

    static let orders = ServiceBlueprint(
        name: "orders",
        language: .java,
        database: "postgresql",
        failureMessage: "Order is already closed",
        operations: [
            .consuming(
                "orders",
                median: 3_000,
                [
                    .query(
                        "INSERT",
                        "order_history",
                        "INSERT INTO order_history (order_id, state) VALUES (?, 'PLACED')"
                    )
                ]
            )
        ]
    )

    static let reviews = ServiceBlueprint(
        name: "reviews",
        language: .nodejs,
        database: "mongodb",
        failureMessage: "MongoServerSelectionError: connection timed out",
        operations: [
            .serving(
                "GET",
                "/reviews/{id}",
                median: 2_500,
                [.query("find", "reviews", #"{"find":"reviews","filter":{"product":"?"}}"#)]
            )
        ]
    )

    static let ads = ServiceBlueprint(
        name: "ads",
        language: .go,
        database: "redis",
        failureMessage: "auction found no bidder",
        operations: [
            .serving(
                "GET",
                "/ads",
                median: 1_100,
                [.query("SRANDMEMBER", "ads", "SRANDMEMBER ads 3")]
            )
        ]
    )
}

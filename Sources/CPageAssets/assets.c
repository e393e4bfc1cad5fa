#include "page_assets.h"

/* #embed is of C23, which clang also reads as an extension of older C. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "page/index.html"
};
static const unsigned char style_css[] = {
#embed "page/style.css"
};
static const unsigned char js_api_js[] = {
#embed "page/js/api.js"
};
static const unsigned char js_app_js[] = {
#embed "page/js/app.js"
};
static const unsigned char js_canvas_js[] = {
#embed "page/js/canvas.js"
};
static const unsigned char js_detailpanel_js[] = {
#embed "page/js/detailpanel.js"
};
static const unsigned char js_dom_js[] = {
#embed "page/js/dom.js"
};
static const unsigned char js_facets_js[] = {
#embed "page/js/facets.js"
};
static const unsigned char js_find_js[] = {
#embed "page/js/find.js"
};
static const unsigned char js_format_js[] = {
#embed "page/js/format.js"
};
static const unsigned char js_graph_js[] = {
#embed "page/js/graph.js"
};
static const unsigned char js_help_js[] = {
#embed "page/js/help.js"
};
static const unsigned char js_histogram_js[] = {
#embed "page/js/histogram.js"
};
static const unsigned char js_hues_js[] = {
#embed "page/js/hues.js"
};
static const unsigned char js_keys_js[] = {
#embed "page/js/keys.js"
};
static const unsigned char js_layout_js[] = {
#embed "page/js/layout.js"
};
static const unsigned char js_levels_js[] = {
#embed "page/js/levels.js"
};
static const unsigned char js_loading_js[] = {
#embed "page/js/loading.js"
};
static const unsigned char js_logdetail_js[] = {
#embed "page/js/logdetail.js"
};
static const unsigned char js_loglist_js[] = {
#embed "page/js/loglist.js"
};
static const unsigned char js_logquery_js[] = {
#embed "page/js/logquery.js"
};
static const unsigned char js_logsview_js[] = {
#embed "page/js/logsview.js"
};
static const unsigned char js_main_js[] = {
#embed "page/js/main.js"
};
static const unsigned char js_metriclist_js[] = {
#embed "page/js/metriclist.js"
};
static const unsigned char js_metricstrip_js[] = {
#embed "page/js/metricstrip.js"
};
static const unsigned char js_metricsview_js[] = {
#embed "page/js/metricsview.js"
};
static const unsigned char js_minimap_js[] = {
#embed "page/js/minimap.js"
};
static const unsigned char js_otlp_js[] = {
#embed "page/js/otlp.js"
};
static const unsigned char js_plot_js[] = {
#embed "page/js/plot.js"
};
static const unsigned char js_querybox_js[] = {
#embed "page/js/querybox.js"
};
static const unsigned char js_queryerror_js[] = {
#embed "page/js/queryerror.js"
};
static const unsigned char js_rows_js[] = {
#embed "page/js/rows.js"
};
static const unsigned char js_scatter_js[] = {
#embed "page/js/scatter.js"
};
static const unsigned char js_series_js[] = {
#embed "page/js/series.js"
};
static const unsigned char js_seriestable_js[] = {
#embed "page/js/seriestable.js"
};
static const unsigned char js_source_js[] = {
#embed "page/js/source.js"
};
static const unsigned char js_statistics_js[] = {
#embed "page/js/statistics.js"
};
static const unsigned char js_ties_js[] = {
#embed "page/js/ties.js"
};
static const unsigned char js_time_js[] = {
#embed "page/js/time.js"
};
static const unsigned char js_traceform_js[] = {
#embed "page/js/traceform.js"
};
static const unsigned char js_tracequery_js[] = {
#embed "page/js/tracequery.js"
};
static const unsigned char js_tracesview_js[] = {
#embed "page/js/tracesview.js"
};
static const unsigned char js_tracetable_js[] = {
#embed "page/js/tracetable.js"
};
static const unsigned char js_traceview_js[] = {
#embed "page/js/traceview.js"
};
static const unsigned char js_tree_js[] = {
#embed "page/js/tree.js"
};
static const unsigned char js_urlstate_js[] = {
#embed "page/js/urlstate.js"
};
static const unsigned char js_virtualrows_js[] = {
#embed "page/js/virtualrows.js"
};
static const unsigned char js_waterfall_js[] = {
#embed "page/js/waterfall.js"
};
static const unsigned char js_windowpicker_js[] = {
#embed "page/js/windowpicker.js"
};

#define ASSET(path, type, bytes) {path, type, bytes, sizeof bytes}
#define SCRIPT "text/javascript; charset=utf-8"

static const struct page_asset assets[] = {
    ASSET("index.html", "text/html; charset=utf-8", index_html),
    ASSET("style.css", "text/css; charset=utf-8", style_css),
    ASSET("js/api.js", SCRIPT, js_api_js),
    ASSET("js/app.js", SCRIPT, js_app_js),
    ASSET("js/canvas.js", SCRIPT, js_canvas_js),
    ASSET("js/detailpanel.js", SCRIPT, js_detailpanel_js),
    ASSET("js/dom.js", SCRIPT, js_dom_js),
    ASSET("js/facets.js", SCRIPT, js_facets_js),
    ASSET("js/find.js", SCRIPT, js_find_js),
    ASSET("js/format.js", SCRIPT, js_format_js),
    ASSET("js/graph.js", SCRIPT, js_graph_js),
    ASSET("js/help.js", SCRIPT, js_help_js),
    ASSET("js/histogram.js", SCRIPT, js_histogram_js),
    ASSET("js/hues.js", SCRIPT, js_hues_js),
    ASSET("js/keys.js", SCRIPT, js_keys_js),
    ASSET("js/layout.js", SCRIPT, js_layout_js),
    ASSET("js/levels.js", SCRIPT, js_levels_js),
    ASSET("js/loading.js", SCRIPT, js_loading_js),
    ASSET("js/logdetail.js", SCRIPT, js_logdetail_js),
    ASSET("js/loglist.js", SCRIPT, js_loglist_js),
    ASSET("js/logquery.js", SCRIPT, js_logquery_js),
    ASSET("js/logsview.js", SCRIPT, js_logsview_js),
    ASSET("js/main.js", SCRIPT, js_main_js),
    ASSET("js/metriclist.js", SCRIPT, js_metriclist_js),
    ASSET("js/metricstrip.js", SCRIPT, js_metricstrip_js),
    ASSET("js/metricsview.js", SCRIPT, js_metricsview_js),
    ASSET("js/minimap.js", SCRIPT, js_minimap_js),
    ASSET("js/otlp.js", SCRIPT, js_otlp_js),
    ASSET("js/plot.js", SCRIPT, js_plot_js),
    ASSET("js/querybox.js", SCRIPT, js_querybox_js),
    ASSET("js/queryerror.js", SCRIPT, js_queryerror_js),
    ASSET("js/rows.js", SCRIPT, js_rows_js),
    ASSET("js/scatter.js", SCRIPT, js_scatter_js),
    ASSET("js/series.js", SCRIPT, js_series_js),
    ASSET("js/seriestable.js", SCRIPT, js_seriestable_js),
    ASSET("js/source.js", SCRIPT, js_source_js),
    ASSET("js/statistics.js", SCRIPT, js_statistics_js),
    ASSET("js/ties.js", SCRIPT, js_ties_js),
    ASSET("js/time.js", SCRIPT, js_time_js),
    ASSET("js/traceform.js", SCRIPT, js_traceform_js),
    ASSET("js/tracequery.js", SCRIPT, js_tracequery_js),
    ASSET("js/tracesview.js", SCRIPT, js_tracesview_js),
    ASSET("js/tracetable.js", SCRIPT, js_tracetable_js),
    ASSET("js/traceview.js", SCRIPT, js_traceview_js),
    ASSET("js/tree.js", SCRIPT, js_tree_js),
    ASSET("js/urlstate.js", SCRIPT, js_urlstate_js),
    ASSET("js/virtualrows.js", SCRIPT, js_virtualrows_js),
    ASSET("js/waterfall.js", SCRIPT, js_waterfall_js),
    ASSET("js/windowpicker.js", SCRIPT, js_windowpicker_js),
};

size_t page_asset_count(void) { return sizeof assets / sizeof assets[0]; }

struct page_asset page_asset_at(size_t index) { return assets[index]; }

// Role: figures in Prometheus' text exposition format, version 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/). Pure. Thread: any.
// Invariants: every family has its HELP and TYPE once, before its samples, which stand together; label values and help
// texts are escaped as the format says; a histogram's buckets are cumulative and end with +Inf, which is its count.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glovebox::rest {

/// Of the answer that carries it.
inline constexpr std::string_view kPrometheusType = "text/plain; version=0.0.4; charset=utf-8";

/// How often a measured time was at most so long.
class Histogram {
public:
    /// Upper bounds in seconds, rising. They must outlive it.
    explicit Histogram(std::span<const double> bounds) : m_bounds(bounds), m_counts(bounds.size() + 1, 0) {}

    void add(double seconds);

    std::span<const double> bounds() const { return m_bounds; }
    /// Of each bound by itself, and behind them what was longer than all.
    const std::vector<std::uint64_t> &counts() const { return m_counts; }
    std::uint64_t count() const { return m_count; }
    double sum() const { return m_sum; }

private:
    std::span<const double> m_bounds;
    std::vector<std::uint64_t> m_counts;
    std::uint64_t m_count = 0;
    double m_sum = 0;
};

class PrometheusText {
public:
    enum class Type { Counter, Gauge, Histogram };
    using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

    /// What follows is of this family, until the next one begins. `name`: of letters, digits and '_'.
    void family(std::string_view name, Type type, std::string_view help);
    void sample(const Labels &labels, double value);
    /// The same without labels.
    void sample(double value) { sample({}, value); }
    void histogram(const Labels &labels, const Histogram &measured);

    std::string take() { return std::move(m_text); }

private:
    void line(std::string_view suffix, const Labels &labels, std::string_view bound, double value);

    std::string m_text;
    std::string m_family;
};

} // namespace glovebox::rest

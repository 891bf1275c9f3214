// Role: what all state machines here share: a constexpr table of edges, the one function that moves along it, and the
// checks that the compiler makes on it. A test prints every table and compares it with docs/state-machines.md.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

namespace glovebox::domain {

template <class State, class Event>
struct Edge {
    State from;
    Event on;
    State to;
};

template <class State, class Event, std::size_t N>
constexpr std::optional<State> follow(const std::array<Edge<State, Event>, N> &edges, State from, Event on)
{
    for (const auto &edge : edges)
        if (edge.from == from && edge.on == on)
            return edge.to;
    return std::nullopt;
}

template <class State, class Event, std::size_t N>
constexpr bool edgesAreUnique(const std::array<Edge<State, Event>, N> &edges)
{
    for (std::size_t i = 0; i < N; ++i)
        for (std::size_t j = i + 1; j < N; ++j)
            if (edges[i].from == edges[j].from && edges[i].on == edges[j].on)
                return false;
    return true;
}

/// Every state but the first has an edge that leads to it.
template <class State, class Event, std::size_t N, std::size_t S>
constexpr bool everyStateIsReachable(const std::array<Edge<State, Event>, N> &edges, const std::array<State, S> &states)
{
    for (std::size_t i = 1; i < S; ++i) {
        bool reached = false;
        for (const auto &edge : edges)
            reached = reached || (edge.to == states[i] && edge.from != states[i]);
        if (!reached)
            return false;
    }
    return true;
}

} // namespace glovebox::domain

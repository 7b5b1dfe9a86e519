#include "support/sim_wire.h"

namespace testing_support {

SimWire::Connection::Connection(SimWire& wire)
    : client("lists.example.org"), relay(wire.session_options_, wire.rules_, wire.ledger_, "127.0.0.1")
{
    relay.greet();
    // libcurl reads the greeting and says EHLO before our session begins.
    (void)relay.take_output();
}

void SimWire::set_away(bool is_away)
{
    is_away_ = is_away;
    for (auto& [id, connection] : connections_)
        connection->is_closed_by_relay = connection->is_closed_by_relay || is_away;
}

void SimWire::open(delivery::ConnectionId connection)
{
    ++connections_tried_;
    if (is_away_) {
        refused_.push_back(connection);
    } else {
        connections_[connection] = std::make_unique<Connection>(*this);
    }
}

void SimWire::begin(delivery::ConnectionId connection, delivery::Transaction transaction)
{
    Connection& entry = *connections_.at(connection);
    entry.has_told_may_begin = false;
    entry.client.begin(std::move(transaction));
}

void SimWire::release_dot(delivery::ConnectionId connection)
{
    if (const auto found = connections_.find(connection); found != connections_.end())
        found->second->client.release_dot();
}

void SimWire::close(delivery::ConnectionId connection)
{
    connections_.at(connection)->client.quit();
}

void SimWire::withdraw(delivery::ConnectionId connection)
{
    if (const auto found = connections_.find(connection); found != connections_.end()) found->second->client.withdraw();
}

bool SimWire::pump(delivery::Engine& engine, base::Time now, base::Duration steady)
{
    bool did_something = !refused_.empty();
    for (const delivery::ConnectionId id : std::exchange(refused_, {})) {
        engine.connection_ended(id, delivery::Stage::connect, {.code = 0, .enhanced = {}, .text = "connection refused"},
                                now);
    }
    std::vector<delivery::ConnectionId> ids;
    for (const auto& [id, connection] : connections_) ids.push_back(id);
    for (const delivery::ConnectionId id : ids) {
        lose_patience(*connections_.at(id), steady);
        did_something = pump(id, *connections_.at(id), engine, now) || did_something;
    }
    return did_something;
}

/// As the relay client does it.
void SimWire::lose_patience(Connection& connection, base::Duration steady)
{
    const std::optional before = std::exchange(connection.progress, connection.client.progress());
    const bool has_moved = before != connection.progress;
    if (has_moved || !connection.client.is_awaiting_reply()) {
        connection.progress_at = steady;
    } else if (steady - connection.progress_at >= connection.client.patience()) {
        connection.client.lose_connection("the relay took too long");
    }
}

bool SimWire::pump(delivery::ConnectionId id, Connection& connection, delivery::Engine& engine, base::Time now)
{
    bool did_something = false;
    while (!connection.client.output().empty()) {
        const std::string octets(connection.client.output());
        connection.client.wrote(octets.size());
        connection.relay.receive(octets);
        did_something = true;
    }
    for (const RelaySession::Output& output : connection.relay.take_output()) {
        connection.unheard += output.text;
        connection.is_closed_by_relay = connection.is_closed_by_relay || output.closes;
        did_something = true;
    }
    if (!is_silent_ && !connection.unheard.empty()) {
        connection.client.receive(std::exchange(connection.unheard, {}));
        did_something = true;
    }
    if (connection.is_closed_by_relay) connection.client.lose_connection("the relay closed the connection");
    while (const auto event = connection.client.next_event()) {
        did_something = true;
        if (const auto* dot = std::get_if<delivery::WantsDot>(&*event)) {
            engine.wants_dot(id, dot->delivery);
        } else if (const auto* ended = std::get_if<delivery::Ended>(&*event)) {
            engine.ended(id, ended->delivery, ended->outcome, now);
        } else if (const auto* broken = std::get_if<delivery::SessionBroken>(&*event)) {
            engine.connection_ended(id, broken->stage, broken->reply, now);
            connections_.erase(id);
            return true;
        }
    }
    if (connection.client.can_begin() && !std::exchange(connection.has_told_may_begin, true)) {
        engine.may_begin(id, now);
        did_something = true;
    }
    return did_something;
}

}  // namespace testing_support

#include "support/served_web.h"

#include "base/token.h"
#include "support/process.h"

#include <boost/asio/post.hpp>

#include <csignal>
#include <exception>
#include <future>

namespace testing_support {

using namespace std::chrono_literals;

void ServedWeb::FaultyCommitter::submit(store::Durability durability, store::Work work, Done done)
{
    inner.submit(
        durability,
        [work = std::move(work), fails = is_disk_full.load()](store::Store& store) {
            work(store);
            if (fails) throw store::DiskFull("database or disk is full");
        },
        std::move(done));
}

namespace {

std::shared_ptr<const list::Rules> make_rules()
{
    auto config = std::make_shared<config::Config>();
    config->server.hostname = "lists.example.org";
    config->server.public_url = "https://lists.example.org";
    config->lists.push_back({.name = "sr-update",
                             .address = {.local_part = "sr-update", .domain = "lists.example.org"},
                             .title = "ISO/SR Update",
                             .language = "en"});
    auto templates = std::make_shared<config::Templates>(config::Templates::load({}).value());
    return std::make_shared<const list::Rules>(
        list::Rules{.config = std::move(config), .templates = std::move(templates), .key = {}});
}

}  // namespace

ServedWeb::ServedWeb(const web::io::ServerLimits& limits)
    : rules_(make_rules()),
      store_(folder_ / "gazetted.db"),
      writer_(store_),
      committer_(writer_),
      work_(io_.get_executor())
{
    writer_.run(store::Durability::killed, [&](store::Store& store) {
        store.directory().ensure_list("sr-update", "sr-update@lists.example.org");
        store::Member member;
        member.email = "ann@body.example";
        member.category = "nmb";
        store.directory().upsert_member("sr-update", member, base::from_unix_ms(1'116'063'000'000));
        token_ = base::make_token(base::Purpose::leave,
                                  store.directory().members_of("sr-update", member.email).at(0).id, rules_->key);
    });
    server_ = std::make_unique<web::io::Server>(
        io_, "127.0.0.1:0", [this] { return rules_; }, committer_, [] {}, std::vector<int>{}, limits);
    std::signal(SIGPIPE, SIG_IGN);  // as the daemon does
    server_->start();
    thread_ = std::thread([this] { io_.run(); });
}

ServedWeb::~ServedWeb()
{
    boost::asio::post(io_, [this] { server_->stop(); });
    const bool has_ended = eventually(
        [this] {
            std::promise<bool> is_idle;
            boost::asio::post(io_, [&] { is_idle.set_value(server_->is_idle()); });
            return is_idle.get_future().get();
        },
        10s);
    if (!has_ended) std::terminate();
    io_.stop();
    thread_.join();
}

int ServedWeb::port() const
{
    const std::string address = server_->address();
    return std::stoi(address.substr(address.rfind(':') + 1));
}

store::MemberState ServedWeb::state()
{
    store::MemberState state{};
    writer_.run(store::Durability::killed, [&](store::Store& store) {
        state = store.directory().members_of("sr-update", "ann@body.example").at(0).state;
    });
    return state;
}

}  // namespace testing_support

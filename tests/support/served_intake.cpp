#include "support/served_intake.h"

#include "support/process.h"

#include <boost/asio/post.hpp>

#include <csignal>
#include <future>
#include <stdexcept>

namespace testing_support {

using namespace std::chrono_literals;

CertificateFiles::CertificateFiles(const std::filesystem::path& folder, const std::string& name)
    : certificate(folder / (name + ".crt")), key(folder / (name + ".key"))
{
    const Finished made =
        run_process({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                     "-days", "2", "-subj", "/CN=" + name, "-keyout", key.string(), "-out", certificate.string()});
    if (made.exit_code != 0) throw std::runtime_error("openssl made no certificate: " + made.errors);
    std::filesystem::permissions(key, std::filesystem::perms(0600));
}

void ServedIntake::FaultyCommitter::submit(store::Durability durability, store::Work work, Done done)
{
    const bool fails = failing.contains(++count);
    inner.submit(
        durability,
        [work = std::move(work), fails](store::Store& store) {
            work(store);
            if (fails) throw std::runtime_error("disk I/O error");
        },
        std::move(done));
}

namespace {

std::shared_ptr<config::Config> make_config(const std::filesystem::path& folder)
{
    auto config = std::make_shared<config::Config>();
    config->server.data_dir = folder;
    config->server.hostname = "lists.example.org";
    config->server.authserv_id = "mx.lists.example.org";
    config->lists.push_back({.name = "sr-update",
                             .address = {.local_part = "sr-update", .domain = "lists.example.org"},
                             .title = "ISO/SR Update"});
    return config;
}

config::SmtpIntake make_intake()
{
    config::SmtpIntake intake;
    intake.listen = "127.0.0.1:0";
    intake.message_octets_max = 1UL << 20;
    intake.recipients_max = 100;
    intake.connections_max = 100;
    intake.connections_per_peer_max = 100;
    intake.command_timeout = 30s;
    intake.message_timeout = 60s;
    intake.memory_octets_max = 64UL << 20;
    return intake;
}

}  // namespace

ServedIntake::ServedIntake(intake::Protocol protocol, const std::function<void(config::SmtpIntake&)>& change)
    : config_(make_config(folder_.path())),
      store_(folder_ / "gazetted.db"),
      writer_(store_),
      committer_(writer_),
      work_(io_.get_executor())
{
    config::SmtpIntake intake = make_intake();
    if (change) change(intake);
    if (protocol == intake::Protocol::smtp) {
        config_->smtp = intake;
    } else {
        config_->lmtp = intake;
    }
    server_ = std::make_unique<intake::io::Server>(
        io_, protocol, [this] { return config_; }, committer_, [] {}, std::vector<int>{});
    std::signal(SIGPIPE, SIG_IGN);  // as the daemon does
    server_->start();
    thread_ = std::thread([this] { io_.run(); });
}

ServedIntake::~ServedIntake()
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

void ServedIntake::use_certificate(const std::string& name)
{
    const CertificateFiles files(folder_.path(), name);
    auto identity = intake::io::TlsIdentity::load(files.certificate, files.key);
    if (!identity) throw std::runtime_error(identity.error().text);
    std::promise<void> done;
    boost::asio::post(io_, [&] {
        server_->use_certificate(*identity);
        done.set_value();
    });
    done.get_future().get();
}

int ServedIntake::port() const
{
    const std::string address = server_->address();
    return std::stoi(address.substr(address.rfind(':') + 1));
}

std::vector<std::string> ServedIntake::stored()
{
    std::vector<std::string> all;
    writer_.run(store::Durability::killed, [&](store::Store& store) {
        for (store::Id id = 1; store.spool().find(id); ++id) all.push_back(store.spool().octets(id));
    });
    return all;
}

}  // namespace testing_support

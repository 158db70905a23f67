// Command ferretdb serves the MongoDB wire protocol on port 27017, storing in SQLite files under /data/db.
// It uses FerretDB's embeddable form, which knows no authentication.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "0.0.0.0:27017"},
		Handler:   "sqlite",
		SQLiteURL: "file:/data/db/",
	})
	if err != nil {
		slog.Error("cannot start", "error", err)
		os.Exit(1)
	}
	slog.Warn("serving the MongoDB wire protocol", "address", "0.0.0.0:27017")
	if err := server.Run(ctx); err != nil && ctx.Err() == nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

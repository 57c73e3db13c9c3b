CREATE TABLE runs (
	id SERIAL NOT NULL,
	step_id VARCHAR,
	name VARCHAR NOT NULL,
	recipe VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	created DOUBLE PRECISION NOT NULL,
	started DOUBLE PRECISION,
	finished DOUBLE PRECISION,
	heartbeat DOUBLE PRECISION,
	worker VARCHAR,
	generation INTEGER NOT NULL,
	position INTEGER NOT NULL,
	num_batches INTEGER NOT NULL,
	num_train INTEGER NOT NULL,
	epochs_done INTEGER NOT NULL,
	best_epoch INTEGER,
	best_test_accuracy DOUBLE PRECISION,
	parameters INTEGER NOT NULL,
	device VARCHAR,
	path VARCHAR,
	threads INTEGER,
	source VARCHAR,
	machine VARCHAR,
	error VARCHAR,
	note VARCHAR,
	deleted DOUBLE PRECISION,
	state_before VARCHAR,
	PRIMARY KEY (id)
);

CREATE TABLE drawings (
	id SERIAL NOT NULL,
	created DOUBLE PRECISION NOT NULL,
	digit INTEGER NOT NULL,
	pixels BYTEA NOT NULL,
	strokes VARCHAR,
	picture BYTEA,
	PRIMARY KEY (id)
);

CREATE TABLE recipes (
	id SERIAL NOT NULL,
	name VARCHAR NOT NULL,
	step_id VARCHAR NOT NULL,
	recipe VARCHAR NOT NULL,
	created DOUBLE PRECISION NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE epochs (
	run_id INTEGER NOT NULL,
	epoch INTEGER NOT NULL,
	train_loss DOUBLE PRECISION NOT NULL,
	train_accuracy DOUBLE PRECISION NOT NULL,
	test_loss DOUBLE PRECISION NOT NULL,
	test_accuracy DOUBLE PRECISION NOT NULL,
	held_out_loss DOUBLE PRECISION,
	held_out_accuracy DOUBLE PRECISION,
	seconds DOUBLE PRECISION NOT NULL,
	PRIMARY KEY (run_id, epoch),
	FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);

CREATE TABLE curves (
	run_id INTEGER NOT NULL,
	first INTEGER NOT NULL,
	values BYTEA NOT NULL,
	PRIMARY KEY (run_id, first),
	FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);

CREATE TABLE commands (
	id SERIAL NOT NULL,
	run_id INTEGER NOT NULL,
	verb VARCHAR NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);

CREATE INDEX commands_by_run ON commands (run_id);
